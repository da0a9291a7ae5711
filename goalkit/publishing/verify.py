"""A published page made again from what it says that it is made of, and compared with what stands in it.

The data that the page names are gathered in a folder of their own, so that what has come since plays no part.
What is not at hand, or was made by another version, is said to be unchecked; it is never taken for right.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import msgspec

from goalkit.errors import ExportError, GoalkitError, ProofError
from goalkit.planfile import SHIPPED, is_file, load_plan
from goalkit.publishing.compare import Difference, file_difference, page_differences, pieces
from goalkit.publishing.proof import CODE, FORM, Proof, file_hash, input_files, plan_hash, proofs, read_proof, versions
from goalkit.publishing.publish import Made, make
from goalkit.publishing.records import CORRECTIONS, PUBLICATIONS, approval, review_file
from goalkit.publishing.site import DATA, page_file
from goalkit.show.blocks import OVERVIEW
from goalkit.sources.frozen import FOLDER, NOTEBOOKS, PLAN, WITHDRAWN, follow_ups
from goalkit.sources.manifest import FILE
from goalkit.sources.place import FROZEN, data_at
from goalkit.sources.vintages import existing_vintages
from goalkit.written import is_left_by_system

_THAT_CODE = "Hämta den koden med git och kontrollera sidan med den."

MOST_MORE_TAGS = 1000
"""Tags more than a page should have with which it is still compared: within thousands of others it takes hours."""


@dataclass
class Checked:
    """The outcome for one page; ``values`` counts what was compared.

    ``unproven`` is what its notebooks show that the data do not give, ``newer`` what is here and was not used.
    """

    page: Path
    proof: Proof | None = None
    values: int = 0
    files: int = 0
    differences: list[Difference] = field(default_factory=list)
    unproven: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    newer: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """Every fault in a sentence."""
        return [*map(str, self.differences), *self.unproven]

    @property
    def exit_code(self) -> int:
        """1 for a fault, 2 when something could not be checked, else 0."""
        return 1 if self.faults else 2 if self.unchecked else 0


class Verifier:
    """Checks pages; what several of them are made from is made once."""

    def __init__(self, data: Path, notebooks: Path) -> None:
        self.data, self.notebooks = data, notebooks
        self.made: dict[bytes, Made] = {}

    def check(self, page: Path) -> Checked:
        """Compare a page, and the data files beside it, with what its inputs give.

        Raises:
            ExportError: the file cannot be read.
        """
        text = _read(page)
        found = Checked(page, read_proof(text))
        if proofs(text) > 1:
            found.differences.append(Difference("sidans kod", f"{proofs(text)} databevis", "ett databevis"))
            return found
        if found.proof is None:
            found.unchecked.append("Hela sidan: den säger inte vad den är gjord av, eller är inte gjord av goalkit.")
            return found
        found.unchecked += list(self.missing(found.proof))
        found.newer += list(self.newer(found.proof))
        if not found.unchecked:
            self._compare(found, found.proof, text)
            name = page_file(found.proof.notebook)
            if page.name != name:
                found.unchecked.append(f"Filens namn: den heter {page.name} men innehåller sidan {name}.")
        return found

    def missing(self, proof: Proof) -> Iterator[str]:
        """Yield what is not at hand for making a page again, or is another than it says."""
        if proof.form != FORM:
            yield f"Hela sidan: den är gjord av ett annat program (bevisets form {proof.form}, här finns {FORM})."
        yield from _otherwise_made(proof)
        for name, sha in proof.inputs.items():
            if not self._is_unnamed_plan(proof, name):
                yield from _unlike(name, sha, self._hash(proof, name))
        if proof.follow_up and is_file(self._place(proof) / WITHDRAWN):
            yield f"Hela sidan: uppföljningen {proof.follow_up} återtogs sedan. Se `goalkit follow-up list`."
        if approval(self.data, proof.plan, proof.fingerprint).sha256 != proof.approval:
            yield (
                f"Godkännandet: det som står om underlaget i data/{PUBLICATIONS} och granskningarna är inte detsamma "
                "som när sidan gjordes."
            )

    def newer(self, proof: Proof) -> Iterator[str]:
        """Yield what is here and could have been used for a page but was not, or is another since it was frozen."""
        vintages = [folder.name for folder in reversed(existing_vintages(self.data))]
        yield from (f"datauttaget {name}" for name in vintages if f"datauttag/{name}" not in proof.inputs)
        for file in input_files(self.data, proof.plan, proof.municipality):
            name = f"data/{file.relative_to(self.data).as_posix()}"
            if proof.follow_up and file.name == CORRECTIONS:
                continue  # those that have come since stand on its pages too
            if name not in proof.inputs:
                yield name
            elif proof.follow_up and proof.inputs[name] != file_hash(file):
                yield f"{name} (ändrad)"
        for each in follow_ups(self.data, proof.plan):
            if f"uppfoljning/{proof.plan}/{each.told.id}" not in proof.inputs:
                yield f"uppföljningen {each.told.name}"

    def _is_unnamed_plan(self, proof: Proof, name: str) -> bool:
        """Tell whether a plan is a file that only the notebooks know: it is compared once they have been run."""
        return name == f"plan/{proof.plan}" and not proof.follow_up and not is_file(SHIPPED / f"{proof.plan}.toml")

    def _hash(self, proof: Proof, name: str) -> str | None:
        kind, _, rest = name.partition("/")
        if kind == "plan":
            try:
                return plan_hash(load_plan(self._place(proof) / PLAN if proof.follow_up else rest))
            except GoalkitError:
                return None
        return file_hash(self._source(proof, kind, rest))

    def _source(self, proof: Proof, kind: str, rest: str) -> Path:
        place = self._place(proof)
        return {
            "anteckningsbok": self._notebooks(proof) / rest,
            "datauttag": self.data / "kolada" / rest / FILE,
            "uppfoljning": self.data / FOLDER / rest / FROZEN,
        }.get(kind, place / rest)

    def _place(self, proof: Proof) -> Path:
        """Return the data folder of a page: the project's, or that of the frozen follow-up."""
        return self.data / FOLDER / proof.plan / proof.follow_up if proof.follow_up else self.data

    def _notebooks(self, proof: Proof) -> Path:
        return self._place(proof) / NOTEBOOKS if proof.follow_up else self.notebooks

    def _compare(self, found: Checked, proof: Proof, text: str) -> None:
        made = self._made_again(found, proof)
        if made is None:
            return
        for name, sha in proof.inputs.items():
            found.unchecked += _unlike(name, sha, made.site.inputs.get(name))
        if made.site.later_sha256 != proof.corrections:
            found.unchecked.append(
                f"Rättelserna: data/{CORRECTIONS} säger något annat om uppföljningen än när sidan gjordes. Publicera "
                f"den igen med `goalkit publish --follow-up {proof.follow_up}`."
            )
        if found.unchecked:
            return
        name = page_file(proof.notebook)
        again = made.pages.get(name)
        if again is None:
            found.unchecked.append(f"Hela sidan: {proof.notebook} gav ingen sida.")
            return
        tags, made_tags = text.count("<"), again.count("<")
        if tags > made_tags + MOST_MORE_TAGS:
            found.differences.append(Difference("sidans kod", f"{tags} taggar", f"{made_tags} taggar"))
            return
        found.values = len(pieces(again))
        found.differences += page_differences(text, again)
        self._compare_data(found, made)

    def _made_again(self, found: Checked, proof: Proof) -> Made | None:
        """Return the site of a page made again, or add why it could not be."""
        try:
            return self._made(proof)
        except ProofError as error:
            found.unproven += error.faults
        except GoalkitError as error:
            found.unchecked.append(f"Hela sidan: den gick inte att göra om. {error}")
        return None

    def _compare_data(self, found: Checked, made: Made) -> None:
        """Compare the data files that lie beside the page: all that the page speaks of, and nothing else."""
        folder = found.page.parent
        if not (folder / DATA).is_dir():
            found.unchecked.append(f"Datafilerna: mappen {DATA}/ ligger inte bredvid sidan.")
            return
        for name, content in made.data.items():
            file = folder / name
            if not file.is_file():
                found.unchecked.append(f"{name}: filen ligger inte bredvid sidan.")
                continue
            found.files += 1
            given = file.read_bytes()
            if given != content:
                found.differences.append(file_difference(name, given, content))
        written = (path for path in sorted((folder / DATA).rglob("*")) if path.is_file())
        there = (path.relative_to(folder).as_posix() for path in written if not is_left_by_system(path.name))
        found.unchecked += [f"{name}: filen hör inte till sidan." for name in there if name not in made.data]

    def _made(self, proof: Proof) -> Made:
        decided = proof.approval and proof.fingerprint
        how = (proof.interactive, proof.code)
        told = (proof.plan, proof.follow_up, proof.pages, proof.linked, how, proof.inputs, decided)
        key = msgspec.json.encode(told, order="sorted")
        if key not in self.made:
            with self._gathered(proof):
                folder = self._notebooks(proof)
                paths = [folder / f"{name}.py" for name in proof.pages if self._is_there(folder, name)]
                self.made[key] = make(paths, interactive=proof.interactive, code=proof.code, linked=proof.linked)
        return self.made[key]

    def _is_there(self, folder: Path, name: str) -> bool:
        return name != OVERVIEW or (folder / f"{name}.py").is_file()

    @contextmanager
    def _gathered(self, proof: Proof) -> Iterator[None]:
        """Let the program find only the data that the page names."""
        with tempfile.TemporaryDirectory(prefix="goalkit-verify-") as temporary:
            folder = Path(temporary) / "data"
            (folder / "kolada").mkdir(parents=True)
            for name in proof.inputs:
                kind, _, rest = name.partition("/")
                if kind == "datauttag":
                    _lend(self.data / "kolada" / rest, folder / "kolada" / rest)
                elif kind == "uppfoljning":
                    shutil.copytree(self.data / FOLDER / rest, folder / FOLDER / rest)
                elif kind == "data" and not proof.follow_up:
                    _copy(self.data / rest, folder / rest)
            for file in self._beside(proof):
                _copy(file, folder / file.relative_to(self.data))
            with data_at(folder / FOLDER / proof.plan / proof.follow_up if proof.follow_up else folder):
                yield

    def _beside(self, proof: Proof) -> list[Path]:
        """Return the files that decide something about a page without being part of what it is made of."""
        approved = (self.data / PUBLICATIONS, review_file(self.data, proof.fingerprint)) if proof.approval else ()
        corrected = (self.data / CORRECTIONS,) if proof.follow_up else ()
        return [file for file in (*approved, *corrected) if file.is_file()]


def pages_of(given: Path) -> list[Path]:
    """Return the pages that a file or a folder is.

    Raises:
        ExportError: it is a kind of file that is no page, or a folder without pages.
    """
    if given.is_dir():
        found = sorted(given.rglob("*.html"))
        if not found:
            raise ExportError(
                f"{given} har inga sidor (.html). Ange mappen som `goalkit publish` skrev, eller en sida."
            )
        return found
    if given.suffix.lower() not in (".html", ".htm"):
        page = given.with_suffix(".html").name if given.suffix.lower() == ".pdf" else "sidan"
        raise ExportError(
            f"{given} är ingen sida. `goalkit verify` läser HTML: ange {page}, så jämförs även datafilerna bredvid den."
        )
    return [given]


def _otherwise_made(proof: Proof) -> Iterator[str]:
    """Yield which program of those that made a page is another here."""
    own = versions()
    for name, version in proof.versions.items():
        if name == CODE and own[CODE] != version:
            yield f"Hela sidan: den är gjord av en annan version av programmets kod ({version[:8]}). {_THAT_CODE}"
        elif own.get(name) != version:
            yield f"Hela sidan: den är gjord med {name} {version}, här finns {own.get(name, 'inget')}."


def _unlike(name: str, sha: str, there: str | None) -> Iterator[str]:
    if there != sha:
        what = "finns inte här" if there is None else "är inte detsamma som sidan är gjord av (SHA-256)"
        yield f"Hela sidan: {name} {what}."


def _lend(vintage: Path, to: Path) -> None:
    """Put a vintage, which nothing changes and which may be large, at another place without copying it."""
    try:
        to.symlink_to(vintage.resolve(), target_is_directory=True)
    except OSError:  # not everyone may make links on Windows
        shutil.copytree(vintage, to)


def _copy(file: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(file, to)


_CANNOT_PROVE = """Sidorna blir exakt likadana när de görs om av det underlag som räknas upp, med samma program.
Intyget kan inte visa att underlaget är äkta: den som kan skriva i data/ kan också skriva de SHA-256 som står där.
Det som binder underlaget är projektets historik."""


def certificate(found: Sequence[Checked], data: Path) -> str:
    """Return what was checked, as text to keep: when, pages, how many values, hashes, versions, what was not used.

    It says what it cannot prove, and which commit of the project it holds for.
    """
    lines = [f"Intyg från goalkit verify, {date.today()}", "", _CANNOT_PROVE, _commit(data), ""]
    for each in found:
        lines += [f"{each.page.name}: SHA-256 {file_hash(each.page)}"]
        lines += [f"  {each.values} uppgifter och {each.files} datafiler jämförda, alla lika."]
        lines += [f"  {not_used(each)}"]
        proof = each.proof
        if proof is not None:
            lines += [f"  {name}: {sha}" for name, sha in proof.inputs.items()]
            lines += ["  Gjord om med " + ", ".join(f"{name} {version}" for name, version in proof.versions.items())]
        lines.append("")
    return "\n".join(lines)


def not_used(found: Checked) -> str:
    """Say what is newer here than what a page was made of."""
    return f"Nyare här, och inte använt: {', '.join(found.newer)}." if found.newer else "Här finns inget nyare."


def _commit(data: Path) -> str:
    """Say which commit of the project a certificate holds for, and whether something is changed since."""
    project = data.resolve().parent
    head = _git(project, "rev-parse", "HEAD")
    if not head:
        return "Här finns ingen historik i git att hålla underlaget mot."
    changed = _git(project, "status", "--porcelain", "--", data.name, "notebooks")
    since = " I data/ eller notebooks/ finns ändringar som inte är incheckade." if changed else ""
    return f"Projektets commit i git: {head}.{since}"


def _git(project: Path, *asked: str) -> str:
    """Return what git answers of a project; nothing where there is no git or no repository."""
    try:
        done = subprocess.run(["git", "-C", str(project), *asked], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _read(page: Path) -> str:
    try:
        return page.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{page} går inte att läsa ({error.__class__.__name__})."
        raise ExportError(message) from error
