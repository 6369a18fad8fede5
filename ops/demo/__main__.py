"""Play the story against a running stack: `python -m demo [--people N --groups G]`."""

import argparse
import asyncio
import os
import random
import sys
import time

import httpx

from demo.narrator import times_table
from demo.people import ID_TYPES, make_person
from demo.report import summary_lines
from demo.scenario import StoryError
from demo.story import ALIPAY_PHASES, ScenarioClients
from demo.transport import Problem

DEFAULT_URL = "http://127.0.0.1:8000"


def main() -> int:
    """Run the command line; returns the exit code."""
    arguments = _parser().parse_args()
    clients = ScenarioClients(arguments.url, rng=random.Random(arguments.seed))  # noqa: S311
    run = _one(clients, arguments) if arguments.people == 1 else _many(clients, arguments)
    try:
        return asyncio.run(run)
    except (Problem, StoryError) as error:
        print(f"演示未完成：{error}", file=sys.stderr)
    except httpx.TransportError as error:
        print(f"连不上 {arguments.url}（{error!r}）。请先运行 ./ausm up", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="demo", description="从注册到审核通过的完整演示")
    parser.add_argument("--url", default=os.environ.get("AUSM_URL", DEFAULT_URL), help="网关地址")
    parser.add_argument("--people", type=int, default=1, help="人数")
    parser.add_argument("--groups", type=int, default=1, help="分成几组；一组的人同时进行")
    parser.add_argument("--id-type", choices=ID_TYPES, default=ID_TYPES[0], help="证件类型")
    parser.add_argument("--seed", type=int, default=None, help="随机种子，默认每次不同")
    return parser


async def _one(clients: ScenarioClients, arguments: argparse.Namespace) -> int:
    clients.show = print
    started = time.perf_counter()
    reviewers = await clients.reviewers()
    person = make_person(clients.rng, arguments.id_type)
    outcomes = [await clients.run_story(person, reviewers)]
    if arguments.id_type == ID_TYPES[0]:
        print("另一个人用支付宝完成实名认证：")
        person = make_person(clients.rng, arguments.id_type)
        outcomes.append(await clients.run_story(person, reviewers, ALIPAY_PHASES))
    await clients.close()
    _finish(clients, time.perf_counter() - started)
    for error in (one.error for one in outcomes if one.error):
        print(f"演示未完成：{error}", file=sys.stderr)
        return 1
    print(f"全部 {sum(len(one.narrator.steps) for one in outcomes)} 步完成")
    return 0


async def _many(clients: ScenarioClients, arguments: argparse.Namespace) -> int:
    started = time.perf_counter()
    at_once = -(-arguments.people // max(arguments.groups, 1))
    outcomes = await clients.run_stories(arguments.people, at_once)
    await clients.close()
    print("\n".join(summary_lines(outcomes)))
    _finish(clients, time.perf_counter() - started)
    return 1 if any(outcome.error for outcome in outcomes) else 0


def _finish(clients: ScenarioClients, seconds: float) -> None:
    print("\n".join(times_table(clients.meter)))
    print(f"总用时 {seconds:.1f} 秒")


if __name__ == "__main__":
    sys.exit(main())
