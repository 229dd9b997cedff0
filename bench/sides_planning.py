"""Sides of the planning bench: our road map of the reference case, the same program left to HiGHS, and changed cases."""

from __future__ import annotations

from collections.abc import Callable

from bench.measuring import Work


def road_map(size: str) -> Work:
    """Solve the reference case of this size (states,items,years,joint buys) to a checked plan."""
    from bench.planning_case import reference
    from phalanx.analyses.planning.optimisation.solving import Desk

    case = reference(*map(int, size.split(",")))

    def work() -> object:
        solved = Desk().solve(case, second_route=False)
        return f"gap {solved.gap:.2%}"

    return work


def road_map_plainly(size: str, seconds: str) -> Work:
    """Hand the same program to HiGHS as it is, for so many seconds."""
    from bench.planning_case import reference
    from phalanx.analyses.planning.optimisation.program import program_of
    from phalanx.solver import Quiet

    program = program_of(reference(*map(int, size.split(","))))

    def work() -> object:
        solver = Quiet()
        solver.setOptionValue("time_limit", float(seconds))
        solver.passModel(program.highs(whole=True))
        solver.run()
        info = solver.getInfo()
        gap = 1 - info.mip_dual_bound / info.objective_function_value
        return f"gap {gap:.1%}" if info.primal_solution_status == 2 else "no plan at all"

    return work


def road_map_again(size: str, change: str) -> Work:
    """Solve the reference case anew after a change, from where it stood before."""
    from bench.planning_case import earlier_exit, reference, smaller_budget
    from phalanx.analyses.planning.optimisation.solving import Desk

    case, desk = reference(*map(int, size.split(","))), Desk()
    desk.solve(case, second_route=False)
    changed = {"budget": smaller_budget, "exit": earlier_exit}[change](case)

    def work() -> object:
        solved = desk.solve_again(changed)
        return f"gap {solved.gap:.2%}"

    return work


PLANNING: dict[str, Callable[..., Work]] = {
    "road_map": road_map,
    "road_map_plainly": road_map_plainly,
    "road_map_again": road_map_again,
}
