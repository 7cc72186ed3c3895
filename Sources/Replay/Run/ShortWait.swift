/// Waits that are mostly shorter than it takes to put a thread to sleep and to wake it: they look again a while before they sleep, and let
/// other threads run in between.
enum ShortWait {
    /// How often a waiting thread looks again: together some tens of microseconds.
    static let looks = 200
}
