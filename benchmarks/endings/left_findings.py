"""What it means for a case that it has left something on the host."""

from benchmarks.endings.host_looks import Left
from benchmarks.measure import Measured


def with_left(measured: Measured, left: Left) -> Measured:
    """Void where something ran on that should not; a warning where only names were left."""
    if left == Left():
        return measured
    findings = measured.findings
    words = f"left behind, and cleaned: {left.words()}"
    if (left.processes or left.threads) and not findings.void:
        return measured._replace(findings=findings._replace(void=words))
    return measured._replace(findings=findings._replace(warnings=(*findings.warnings, words)))
