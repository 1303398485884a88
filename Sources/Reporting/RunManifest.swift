import CrossbarPrimitives
import Foundation
import Records

/// What a run was: enough to repeat it and to know what its files mean. Saved as `run.json`, which `--config` takes back.
public struct RunManifest: Encodable, Sendable {
  /// Version of the program.
  public var version: String
  /// Such as `device iv`.
  public var command: String
  /// The command line, program name first.
  public var arguments: [String]
  /// Where the command ran: paths in it are relative to that.
  public var directory: String
  /// Every option with its value, defaults included, by its key.
  public var configuration: RecordValue
  /// The keys of those options that were given, on the command line or in a file.
  public var given: [String]
  /// The parameters of its device; nil for a command without one.
  public var device: RecordValue?
  /// Name and version of what simulated circuits; nil where nothing did.
  public var simulator: String?
  /// SHA-256 in hexadecimal of every file that was read, by the path it was named with.
  public var inputSHA256: [String: String]
  public var started: Date
  public var wallTime: Time
  /// What went otherwise than planned, such as a worker process that was lost.
  public var notes: [String]
  /// The figures that came out, as the command also prints them.
  public var results: RecordValue

  public init(
    version: String, command: String, arguments: [String], directory: String = "", configuration: RecordValue = .record([]),
    given: [String] = [], device: RecordValue? = nil, simulator: String? = nil, inputSHA256: [String: String] = [:], started: Date, wallTime: Time,
    notes: [String] = [], results: RecordValue
  ) {
    self.version = version
    self.command = command
    self.arguments = arguments
    self.directory = directory
    self.configuration = configuration
    self.given = given
    self.device = device
    self.simulator = simulator
    self.inputSHA256 = inputSHA256
    self.started = started
    self.wallTime = wallTime
    self.notes = notes
    self.results = results
  }

  /// The manifest as JSON with sorted keys; dates are ISO 8601 in UTC, infinities and NaN are text.
  public func json() throws -> String { try RecordEncoder.encode(self).json(isPretty: true) + "\n" }
}
