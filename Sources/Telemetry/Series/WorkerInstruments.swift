/// All that a worker shows of itself.
public enum WorkerInstruments {
    public static let events = Instrument.counter(
        "nhipso_events_total", [.stage, .partner], "Events that a stage has read, by partner.")
    public static let facts = Instrument.counter(
        "nhipso_facts_total", [.stage], "Facts that a stage has made (ingest) or folded (aggregate), repetitions included.")
    public static let rejects = Instrument.counter(
        "nhipso_rejects_total", [.partner, .reason], "Events that could not be used, by partner and reason.")
    public static let lag = Instrument.gauge(
        "nhipso_lag_records", [.stage, .topic, .partition], "Records of a partition that the stage has still to read.")

    public static let watermark = Instrument.gauge(
        "nhipso_watermark_timestamp_seconds", [.pipeline, .partition], "How far event time has come, in seconds since 1970.")
    public static let slowestSource = Instrument.gauge(
        "nhipso_slowest_source_timestamp_seconds", [.pipeline, .partition, .source],
        "How far the source has come that holds the watermark back, in seconds since 1970.")
    public static let eventToUpdate = Instrument.histogram(
        "nhipso_event_to_update_seconds", [],
        bounds: [0.005, 0.01, 0.025, 0.05, 0.08, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
        "From the log's time of an event to the acknowledgement of the update that it changed.")

    public static let snapshotAge = Instrument.gauge(
        "nhipso_snapshot_age_seconds", [.pipeline, .partition], "Time since the newest snapshot was acknowledged.")
    public static let snapshotBytes = Instrument.gauge(
        "nhipso_snapshot_bytes", [.pipeline, .partition], "Size of the newest snapshot.")
    public static let liveRecords = Instrument.gauge(
        "nhipso_live_records", [.pipeline, .partition], "Records of which the newest fact is kept.")
    public static let restore = Instrument.gauge(
        "nhipso_restore_seconds", [.pipeline, .partition],
        "How long the last assignment took to read the state of its partitions, all together.")
    public static let revisions = Instrument.counter(
        "nhipso_revisions_total", [.indicator], "Indicator updates that were published, by indicator.")

    public static let heldBackWindows = Instrument.gauge(
        "nhipso_held_back_windows", [.pipeline, .partition],
        "Windows of a partition of `partials` that have not been published for 10 s because what is there is not what their owner says; at "
            + "least 1 while anything waits.")

    public static let residentMemory = Instrument.gauge("process_resident_memory_bytes", [], "Resident memory of the process.")
    public static let processorTime = Instrument.counter(
        "process_cpu_seconds_total", [], "Time of processors that the process has used, user and system.")
    public static let build = Instrument.gauge(
        "nhipso_build_info", [.version, .librdkafka], "1; which version runs, and on which librdkafka.")
    public static let refusedSeries = Instrument.counter(
        "nhipso_refused_series_total", [.instrument],
        "Requests for a series beyond the bound, which were given the series `other`, or with a name or label that is not in the list.")

    /// In no particular order; the exposition sorts them.
    public static let all = [
        events, facts, rejects, lag, watermark, slowestSource, eventToUpdate, snapshotAge, snapshotBytes, liveRecords, restore, revisions,
        heldBackWindows, residentMemory, processorTime, build, refusedSeries,
    ]
}
