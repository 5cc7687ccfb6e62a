"""`python -m artia.labs.energy`: what this machine can measure, and the recorder."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from artia.labs import messages
from artia.labs.energy import files, meter, recorder, workload
from artia.labs.energy.nvml import Gpu
from artia.labs.errors import LabError
from artia.labs.limits import within
from artia.labs.messages import N_, _

DONE, FAILED, MISUSED = 0, 1, 2


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return its exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    messages.use(_language(given))
    options = _parser().parse_args(given)
    messages.use(options.language)
    try:
        return _list() if options.what == "instruments" else _record(options)
    except LabError as problem:
        print(problem, file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print(_("record: stopped"), file=sys.stderr)
        return FAILED


def _list() -> int:
    found, reasons = meter.instruments()
    for instrument in found:
        print(f"{instrument.device}: {instrument.method}")
        for note in instrument.notes():
            print(f"  {note}")
    for reason in reasons:
        print(reason)
    return DONE


def _record(options: argparse.Namespace) -> int:
    folder = Path(options.out)
    files.check_new(folder)
    within("--interval", options.interval, 0.01, 10)
    within("--idle", options.idle, 1, 600)
    within("--seconds", options.seconds, 1, 3600)
    gpu = Gpu()
    if options.command and options.workload:
        raise LabError(N_("record: command or workload"))
    if options.command:
        code = " ".join(options.command)
        run = recorder.command(options.command)
    elif options.workload:
        code = f"artia.labs.energy.workload {options.workload}, {options.seconds:g} s"
        turn = workload.prepare(options.workload)
        run = workload.for_seconds(turn, options.seconds)
    else:
        raise LabError(N_("record: nothing to run"))
    made = recorder.record(run, code, gpu=gpu, interval=options.interval, idle_seconds=options.idle)
    files.write(folder, made)
    print(_("record: done").format(folder=folder, device=made.device))
    print(files.comparison(made))
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m artia.labs.energy",
        description=_("record: about"),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_language(parser)
    commands = parser.add_subparsers(dest="what", required=True, metavar="COMMAND")
    listing = commands.add_parser("instruments", help=_("record: help instruments"))
    _add_language(listing)
    record = commands.add_parser(
        "record",
        help=_("record: help record"),
        description=_("record: about record"),
        epilog=_("record: examples"),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_language(record)
    record.add_argument("--out", required=True, metavar="DIR", help=_("record: help out"))
    record.add_argument("--workload", choices=workload.WORKLOADS, help=_("record: help workload"))
    record.add_argument("--seconds", type=float, default=30.0, help=_("record: help seconds"))
    record.add_argument("--interval", type=float, default=0.1, help=_("record: help interval"))
    record.add_argument("--idle", type=float, default=5.0, help=_("record: help idle"))
    record.add_argument("command", nargs="*", metavar="-- COMMAND", help=_("record: help command"))
    return parser


def _add_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--language",
        choices=messages.LANGUAGES,
        default=messages.language(),
        help=_("record: help language"),
    )


def _language(arguments: list[str]) -> str:
    """The language asked for, else the session's: help is written before options are read."""
    for place, word in enumerate(arguments):
        asked = word.removeprefix("--language=")
        if word == "--language" and place + 1 < len(arguments):
            asked = arguments[place + 1]
        if word.startswith("--language") and asked in messages.LANGUAGES:
            return asked
    session = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "fr" if session.startswith("fr") else "en"


if __name__ == "__main__":
    sys.exit(main())
