"""A chart on its way into a page: what is read there is the specification that was sent, whatever people typed."""

import json
from html.parser import HTMLParser

from hypothesis import example, given
from hypothesis import strategies as st

from goalkit.show.drawings import drawn


def attributes(html: str) -> dict[str, str]:
    """Return the attributes of the only element of an HTML text, as any parser reads them."""
    found: list[dict[str, str]] = []
    reader = HTMLParser()
    reader.handle_starttag = lambda _, attrs: found.append({k: v or "" for k, v in attrs})  # type: ignore[method-assign]
    reader.feed(html)
    assert len(found) == 1
    return found[0]


@given(st.text(st.characters(blacklist_categories=("Cs",)) | st.sampled_from("'\"&<>;"), max_size=40))
@example("""' onload='x' "</marimo-mime-renderer><script>""")
@example("&quot; &amp;quot; &#34; &apos;")
def test_a_specification_is_read_as_it_was_sent(text: str):
    spec = {"title": {"text": [text]}, "datasets": {"main_values": [{text: text, "value": 1.5}]}}
    read = attributes(drawn(spec))
    assert set(read) == {"data-mime", "data-data"}
    assert json.loads(read["data-data"]) == spec
    assert json.loads(read["data-mime"]).startswith("application/vnd.vegalite")


def test_quotation_marks_are_not_escaped_on_their_way():
    assert "&quot;" not in drawn({"title": 'Ett "ord"'})
