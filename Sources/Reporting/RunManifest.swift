import CrossbarPrimitives
import Foundation
import Records

/// What a run was: enough to repeat it and to understand its files. Saved as `run.json`, which `--config` reads back.
public struct RunManifest: Encodable, Sendable {
  /// Of the program.
  public var version: String
  /// The name of the command, such as `device iv`.
  public var command: String
  /// The command line, starting with the program's name.
  public var arguments: [String]
  /// The directory in which the command ran; relative paths refer to it.
  public var directory: String
  /// Every option with its value, defaults included, by key.
  public var configuration: RecordValue
  /// The keys of the options that were given, on the command line or in a file.
  public var given: [String]
  /// The parameters of its device; nil for a command without one.
  public var device: RecordValue?
  /// Name and version of what simulated circuits; nil where nothing did.
  public var simulator: String?
  /// SHA-256 of every input file in hexadecimal, by the path as it was given.
  public var inputSHA256: [String: String]
  /// When the command began.
  public var started: Date
  /// Real time that the run took, not processor time.
  public var wallTime: Time
  /// What did not go as planned, such as a worker process that was lost.
  public var notes: [String]
  /// The figures, the same that the command prints.
  public var results: RecordValue

  /// The defaults are those of a run without options, device, simulator and input files.
  public init(
    version: String, command: String, arguments: [String], directory: String = "", configuration: RecordValue = .record([]),
    given: [String] = [], device: RecordValue? = nil, simulator: String? = nil, inputSHA256: [String: String] = [:],
    started: Date, wallTime: Time,
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

  /// The manifest as indented JSON with sorted keys; dates are ISO 8601 in UTC, infinities and NaN are text.
  public func json() throws -> String { try RecordEncoder.encode(self).json(isPretty: true) + "\n" }
}
