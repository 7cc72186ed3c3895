import Foundation

/// What the system says of this process.
public enum ProcessReading {
    /// nil where the system does not tell.
    public static var residentMemoryBytes: Double? {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return nil }
        let fields = text.split(separator: " ")
        guard fields.count > 1, let pages = Double(fields[1]) else { return nil }
        return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// User and system time of all threads.
    public static var processorSeconds: Double? {
        var time = timespec()
        guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return nil }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

extension SeriesRegistry {
    /// Shows the process itself at each scrape.
    ///
    /// - Parameters:
    ///   - version: of NhipSo.
    ///   - librdkafka: the version that is linked, e.g. `2.0.2`.
    public func observeProcess(version: String, librdkafka: String) {
        observe(WorkerInstruments.residentMemory) { ProcessReading.residentMemoryBytes }
        observe(WorkerInstruments.processorTime) { ProcessReading.processorSeconds }
        gauge(WorkerInstruments.build, version, librdkafka).set(1)
    }
}
