def test_first(run_service, rpc_client, published_events):
    from probe.service import ProbeService

    run_service(ProbeService)
    probe = rpc_client("probe")
    made = probe.call("make_thing", title="钟𬸚", phone="13800000000")
    assert probe.call("count_things") == 1
    [told] = published_events.wait_for("thing_made")
    assert told["data"] == {"thing_id": made["thing_id"]}
    published_events.wait_for("thing_seen")
    print(probe.call("health"))
