"""`phalanx facts`: check, list, show, history, diff, import, update, export, verify, backup and restore."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from phalanx.surfaces.cli.opening import KnownAt, ValidOn, opened, opened_world
from phalanx.surfaces.cli.output import as_rows, many, progress, say, waiting
from phalanx.surfaces.cli.state import STATE

if TYPE_CHECKING:
    from phalanx.intake.filing import Filed

app = typer.Typer(
    help="Look into the registry, and bring facts in and out.", no_args_is_help=True, rich_markup_mode=None
)

Format = Annotated[str, typer.Option("--format", help="text, json or csv.")]
RecordId = Annotated[str, typer.Argument(help="Id of a record, as 'facts list' shows it.", metavar="ID")]


@app.command()
def check(
    path: Annotated[Path | None, typer.Argument(help="A file or folder of facts; none: the registry's own.")] = None,
) -> None:
    """Check facts without importing them: every problem with file, line and field."""
    from phalanx.intake.filing import check_registry, file_facts

    with opened() as registry:
        if path is None:
            say(f"{many(check_registry(registry), 'record')} checked: all hold.")
            return
        with progress("checking") as advance:
            filed = file_facts(registry, path, who="check", why="check", dry_run=True, progress=advance)
    say(f"{many(filed.rows, 'row')} checked: all hold.")


@app.command("list")
def list_facts(
    kind: Annotated[str | None, typer.Argument(help="A kind of facts; none: the kinds there are.")] = None,
    search: Annotated[str | None, typer.Option(help="Only records whose text holds these words.")] = None,
    where: Annotated[list[str] | None, typer.Option(help="Only records with field=value; repeat.")] = None,
    limit: Annotated[int, typer.Option(help="At most so many; 0: all.", min=0)] = 40,
    valid_on: ValidOn = None,
    known_at: KnownAt = None,
    form: Format = "text",
) -> None:
    """List the records of a kind, or the kinds."""
    from phalanx.surfaces.cli.listing import kinds, records

    world = opened_world(valid_on, known_at)
    if kind is None:
        as_rows(kinds(world), form, {"kind": "kind", "records": "records", "about": "a record is"}, "Kinds of facts")
        return
    rows, headings, total = records(world, kind, search, where or [], form)
    shown = rows[:limit] if limit else rows
    more = f", {len(shown)} shown; --limit 0 for all" if len(shown) < total else ""
    as_rows(shown, form, headings, f"{kind}: {many(total, 'record')}{more}")


@app.command()
def show(
    record: RecordId,
    valid_on: ValidOn = None,
    known_at: KnownAt = None,
    form: Format = "text",
) -> None:
    """Show a record: for each field its value, source, grade, since when, and who contradicts it."""
    from phalanx.registry.history import entries_of
    from phalanx.registry.provenance import fields_told
    from phalanx.surfaces.cli.records import PROVENANCE_HEADINGS, page
    from phalanx.vocabulary.dates import read_day, read_moment

    day, moment = read_day(valid_on) if valid_on else None, read_moment(known_at) if known_at else None
    with opened() as registry:
        rows = fields_told(entries_of(registry, record), day, moment)
    if form == "text":
        page(record, rows)
    else:
        as_rows(rows, form, PROVENANCE_HEADINGS, record)


@app.command()
def history(record: RecordId, form: Format = "text") -> None:
    """Tell what happened to a record, entry by entry."""
    from phalanx.surfaces.cli.records import ENTRY_HEADINGS, chronicle, corrections, entries

    with opened() as registry:
        rows = entries(registry, record)
        corrected = corrections(registry, record)
    if form == "text":
        chronicle(record, rows, corrected)
    else:
        as_rows(rows, form, ENTRY_HEADINGS, record)


@app.command()
def diff(
    earlier: Annotated[str, typer.Argument(help="A date or time.", metavar="T1")],
    later: Annotated[str, typer.Argument(help="A date, a time, or now.", metavar="T2")] = "now",
    form: Format = "text",
) -> None:
    """Tell what the registry holds differently at two moments."""
    from dataclasses import asdict

    from phalanx.errors import BadInput
    from phalanx.registry.history import differences
    from phalanx.surfaces.cli.records import differing
    from phalanx.vocabulary.dates import read_moment

    first, last = read_moment(earlier), read_moment(later)
    if first > last:
        raise BadInput(f"{earlier} is later than {later}", "the earlier moment first", "swap the two")
    with opened() as registry:
        rows = [asdict(found) for found in differences(registry, first, last)]
    if form == "text":
        differing(rows, earlier, later)
        return
    headings = {
        "kind": "kind", "record": "record", "field": "field", "before": "before", "after": "after",
        "at": "when", "who": "who", "why": "why",
    }  # fmt: skip
    as_rows(rows, form, headings, "differences")


@app.command("import")
def import_facts(
    path: Annotated[Path, typer.Argument(help="A file (CSV, JSON, Parquet, XLSX) or a folder of them.")],
    by: Annotated[str, typer.Option("--by", help="Who enters the facts.", metavar="NAME")],
    why: Annotated[str, typer.Option("--why", help="Why.", metavar="TEXT")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")] = False,
    published: Annotated[
        str | None, typer.Option("--as", help="Read as a published data set: dcad or atop.", metavar="FORMAT")
    ] = None,
) -> None:
    """Compare facts with the registry, show what differs, and append it: all of it, or nothing."""
    from phalanx.intake.filing import file_facts

    with opened() as registry, progress("importing") as advance:
        filed = file_facts(registry, path, who=by, why=why, dry_run=dry_run, published=published, progress=advance)
    _say_filed(filed)


@app.command()
def update(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and write nothing.")] = False,
) -> None:
    """Bring a registry begun with an older edition of the bundled facts up to this one."""
    from importlib.resources import as_file, files

    from phalanx.intake.filing import file_facts
    from phalanx.registry import seed

    with opened() as registry, progress("comparing") as advance, as_file(files("phalanx.facts")) as folder:
        filed = file_facts(registry, folder, who=seed.SEEDED_BY, why=seed.reason(), dry_run=dry_run, progress=advance)
    _say_filed(filed)


SHOWN_CHANGES = 20


def _say_filed(filed: Filed) -> None:
    for change in filed.changes[:SHOWN_CHANGES]:
        what = change.record if change.field is None else f"{change.record}, {change.field}"
        before = "" if change.before is None else f"{change.before} → "
        after = change.after if change.after is not None else "nothing"
        values = "" if change.effect == "withdrawn" else f": {before}{after}"
        say(f"  {change.effect}: {what}{values} (grade {change.grade})")
    changed = sum(count for (_, effect), count in filed.effects.items() if effect != "unchanged")
    if changed > SHOWN_CHANGES:
        say(f"  … and {changed - SHOWN_CHANGES} more")
    for heading, remarks in filed.remarks.items():
        if remarks:
            say(f"{heading}:")
        for remark in remarks:
            say(f"  {remark}")
    for (kind, effect), count in sorted(filed.effects.items()):
        say(f"{kind}: {count} {effect}")
    verb = "would be added" if filed.dry_run else "added"
    say(f"{many(filed.rows, 'row')} read, {many(filed.entries, 'entry')} {verb} to the journal.")


@app.command("export")
def export_facts(
    folder: Annotated[
        Path | None, typer.Argument(help="The folder to write into; a template's may be left out.")
    ] = None,
    form: Annotated[str, typer.Option("--format", help="csv, json, parquet, xlsx or datapackage.")] = "csv",
    kind: Annotated[str | None, typer.Option(help="Only this kind.")] = None,
    known_at: KnownAt = None,
    template: Annotated[
        str | None,
        typer.Option(
            help="No facts, but an empty file of this kind to fill in, with a page on its columns.", metavar="KIND"
        ),
    ] = None,
) -> None:
    """Write the facts into files that read back the same, or an empty file to fill in."""
    from phalanx.errors import BadInput
    from phalanx.registry.writing import export
    from phalanx.registry.writing.template import write_template
    from phalanx.vocabulary.dates import read_moment

    if template is not None:
        paths = write_template(template, folder or Path())
        say(f"{paths[0]} to fill in; {paths[1]} says what each column takes")
        return
    if folder is None:
        raise BadInput(
            "No folder was named", "a folder to write into", "name one, or --template KIND for an empty file"
        )
    with opened() as registry, waiting("exporting"):
        paths = export(registry, folder, form, kind=kind, known_at=read_moment(known_at) if known_at else None)
    say(f"{many(len(paths), 'file')} in {folder}")


@app.command()
def verify(
    head: Annotated[
        str | None, typer.Option(help="A journal head cited elsewhere that must be in this journal.")
    ] = None,
) -> None:
    """Check that no entry of the journal was altered, removed or reordered (exit code 3 when one was)."""
    from phalanx.registry import clock

    with opened() as registry, waiting("verifying"):
        seq, last = registry.verify(head=head)
        ahead = clock.ahead(registry.head()[2])
    say(f"{seq} entries hold. Journal head: {last}")
    if ahead:
        sys.stderr.write(f"Note: {ahead} As of now, entries from then on are not known yet.\n")


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="A new file.")]) -> None:
    """Write the whole journal into one file."""
    from phalanx.registry.backup import write_backup

    with opened() as registry, waiting("writing the backup"):
        count = write_backup(registry, file)
    say(f"{count} entries in {file}")


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="A file made by 'facts backup'.")]) -> None:
    """Make a new registry (at --registry) from a backup, checking every entry."""
    from phalanx.public import default_registry
    from phalanx.registry.backup import restore_backup

    with waiting("restoring"), restore_backup(file, STATE.registry or default_registry()) as registry:
        seq, last, _ = registry.head()
    say(f"{seq} entries restored. Journal head: {last}")
