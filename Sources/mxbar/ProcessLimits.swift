import Foundation

/// Limits that the shell or a batch system sets for this process. Far below what is needed, threads and pipes cannot be
/// created, and the libraries below us hang or end without a message; so the limits are checked at the start.
enum ProcessLimits {
  /// A limit that must be raised, with the `ulimit` option for it.
  struct TooLow: Error, CustomStringConvertible {
    let what: String
    let allowed: String
    let needed: String
    let option: String
    var description: String {
      "the limit on \(what) is \(allowed); needed are at least \(needed). Raise it with '\(option)', or ask who set it."
    }
  }

  /// Bytes. Measured: two workers of a debug build run in 500 MB, and each thread reserves 8 MB.
  private static var leastAddressSpace: UInt64 {
    (512 + 32 * UInt64(ProcessInfo.processInfo.activeProcessorCount)) << 20
  }
  /// Measured: 24 are enough for two workers.
  private static let leastOpenFiles: UInt64 = 64
  /// What we ask for if the hard limit permits.
  private static let manyOpenFiles: UInt64 = 65_536

  /// Raises the number of open files as far as permitted, since every worker process needs some.
  /// - Throws: `TooLow`.
  static func raiseAndCheck() throws {
    var files = rlimit()
    if getrlimit(Self.openFiles, &files) == 0 {
      let wanted = min(UInt64(files.rlim_max), manyOpenFiles)
      if UInt64(files.rlim_cur) < wanted {
        files.rlim_cur = rlim_t(wanted)
        setrlimit(Self.openFiles, &files)
        getrlimit(Self.openFiles, &files)
      }
      guard UInt64(files.rlim_cur) >= leastOpenFiles else {
        throw TooLow(
          what: "open files", allowed: "\(files.rlim_cur)", needed: "\(leastOpenFiles)", option: "ulimit -n \(leastOpenFiles)")
      }
    }
    var space = rlimit()
    if getrlimit(Self.addressSpace, &space) == 0, UInt64(space.rlim_cur) < leastAddressSpace {
      throw TooLow(
        what: "address space", allowed: "\(space.rlim_cur >> 20) MB", needed: "\(leastAddressSpace >> 20) MB",
        option: "ulimit -v \(leastAddressSpace >> 10)")
    }
  }

  #if canImport(Glibc)
    private static let openFiles = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    private static let addressSpace = __rlimit_resource_t(RLIMIT_AS.rawValue)
  #else
    private static let openFiles = RLIMIT_NOFILE
    private static let addressSpace = RLIMIT_AS
  #endif
}
