import Foundation

/// Why a file cannot be used, in the system's words: Foundation's own often say only that an operation could not be completed.
public enum FileFailure {
    public static func words(_ error: any Error) -> String {
        var next: (any Error)? = error
        while let found = next {
            let detail = found as NSError
            if detail.domain == NSPOSIXErrorDomain { return words(errno: Int32(truncatingIfNeeded: detail.code)) }
            next = detail.userInfo[NSUnderlyingErrorKey] as? any Error
        }
        switch (error as? CocoaError)?.code {
        case .fileNoSuchFile?, .fileReadNoSuchFile?: return words(errno: ENOENT)
        case .fileReadNoPermission?, .fileWriteNoPermission?: return words(errno: EACCES)
        case .fileWriteFileExists?: return words(errno: EEXIST)
        case .fileWriteOutOfSpace?: return words(errno: ENOSPC)
        default: return error.localizedDescription
        }
    }

    public static func words(errno code: Int32) -> String { String(cString: strerror(code)) }
}
