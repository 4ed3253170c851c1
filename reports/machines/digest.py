"""One run as a digest: the figures of its report, without its rounds."""

import math

from benchmarks.intervals import FEWEST
from reports.machines.digests import CaseDigest, Commit, RunDigest
from reports.null_control import failed_controls
from reports.paired_ratios import (
    BYTES_OBSERVED,
    WHOLE_WORK,
    calm,
    ceiling_speedups,
    estimates_of,
    serial_seconds,
)
from reports.saved import SavedCase, SavedRun
from reports.significance import centre

UNKNOWN = Commit("", dirty=False, branch="")
QUANTITIES = ("seconds", "granularity", "share_of_ceiling", BYTES_OBSERVED)


def digest(run: SavedRun) -> RunDigest:
    """What a comparison keeps of ``run``."""
    cases = tuple(map(_case, run.cases))
    return RunDigest(
        file=run.file,
        run_id=run.run_id,
        effort=run.effort,
        command=run.command,
        saved_at=run.saved_at,
        seconds=run.seconds,
        finished=run.finished,
        machine=run.machine,
        python=run.python,
        commit=run.commit or UNKNOWN,
        cases=cases,
        serial=serial_seconds(run.cases),
        ceilings=ceiling_speedups(run.cases),
        failed_nulls=tuple(failed_controls(run)),
        rounds=sum(one.rounds for one in cases),
        disturbed=sum(one.disturbed for one in cases),
    )


def _case(saved: SavedCase) -> CaseDigest:
    """The figures of a case; of a void one none."""
    found = CaseDigest(
        saved.family, saved.case, saved.kind, saved.tasks, saved.workload_version, saved.void,
        len(saved.disturbed), sum(saved.disturbed),
    )  # fmt: skip
    if saved.void:
        return found
    own = "speedup" if saved.family in WHOLE_WORK else "cost"
    figures = estimates_of(saved, (*QUANTITIES, own))
    ratios = calm(saved, "times_reference")
    return found._replace(
        seconds=figures["seconds"],
        reference=figures["granularity"],
        speedup=figures.get("speedup"),
        share=figures.get("share_of_ceiling"),
        cost=figures.get("cost"),
        memory=figures.get(BYTES_OBSERVED),
        centre=centre(list(map(math.log, ratios))) if len(ratios) >= FEWEST else None,
    )
