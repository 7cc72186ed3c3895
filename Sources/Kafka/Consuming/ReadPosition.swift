/// Where to begin reading a partition.
public enum ReadPosition: Equatable, Sendable {
    case offset(Int64)
    /// The oldest record that is kept.
    case beginning
    /// What comes next.
    case end
}
