import Foundation

/// What a run was: enough to repeat it and to know what its files mean. Saved as `run.json`.
public struct RunManifest<Configuration: Encodable & Sendable, Results: Encodable & Sendable>: Encodable, Sendable {
  /// Version of the program.
  public var version: String
  /// The command line, program name first.
  public var arguments: [String]
  /// Everything that was configured, defaults included.
  public var configuration: Configuration
  /// Nil where nothing is random.
  public var seed: UInt64?
  /// Nil where no ngspice took part.
  public var ngspiceVersion: String?
  /// SHA-256 in hexadecimal of every file that was read, by the path it was named with.
  public var inputSHA256: [String: String]
  public var started: Date
  public var wallTimeInSeconds: Double
  /// What went otherwise than planned, such as a worker process that was lost.
  public var notes: [String]
  /// The figures that came out, as the command also prints them.
  public var results: Results

  public init(
    version: String, arguments: [String], configuration: Configuration, seed: UInt64?, ngspiceVersion: String? = nil,
    inputSHA256: [String: String] = [:], started: Date, wallTimeInSeconds: Double, notes: [String] = [],
    results: Results
  ) {
    self.version = version
    self.arguments = arguments
    self.configuration = configuration
    self.seed = seed
    self.ngspiceVersion = ngspiceVersion
    self.inputSHA256 = inputSHA256
    self.started = started
    self.wallTimeInSeconds = wallTimeInSeconds
    self.notes = notes
    self.results = results
  }

  /// The manifest as JSON with sorted keys; dates are ISO 8601 in UTC, infinities and NaN are text.
  public func json() throws -> Data {
    let encoder = JSONEncoder.ofResults
    encoder.outputFormatting.insert(.prettyPrinted)
    return try encoder.encode(self) + Data("\n".utf8)
  }

  private enum CodingKeys: String, CodingKey {
    case version, arguments, configuration, seed, started, notes, results
    case ngspiceVersion = "ngspice_version"
    case inputSHA256 = "input_sha256"
    case wallTimeInSeconds = "wall_time_s"
  }
}
