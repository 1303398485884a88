import CrossbarPrimitives

/// How measured files are to be read where they do not say so themselves, and what the set-up added to the device.
public struct MeasurementReading: Hashable, Sendable {
  /// The side to which a device is taken to SET.
  public enum Polarity: String, CaseIterable, Sendable {
    case positive
    /// Voltages and currents change their sign when they are read.
    case negative
  }

  /// Columns that are named; the others are found by their titles.
  public var columns = MeasuredColumns()
  /// Lines at the beginning of a file that are passed over.
  public var skipRows = 0
  /// What a 1 in a current column is, whatever its title says; nil to go by the title, or else amperes.
  public var currentUnit: Current?
  /// What a 1 in a voltage column is, whatever its title says; nil to go by the title, or else volts.
  public var voltageUnit: Voltage?
  public var polarity = Polarity.positive
  /// Whether current columns hold magnitudes; the sign is then the voltage's.
  public var isMagnitude = false
  /// Of the set-up, in series with the device: what drops over it is taken off the voltage.
  public var seriesResistance = Resistance.zero
  /// For files of an oscilloscope: the resistor over which the second column is measured, in series with the device. The
  /// first column is then the voltage over both.
  public var senseResistance: Resistance?

  /// As the files say.
  public init() {}
}

/// Columns of a measured file that the user names, by position or title.
public struct MeasuredColumns: Hashable, Sendable {
  /// One column.
  public enum Column: Hashable, Sendable {
    /// From 1.
    case position(Int)
    /// As in the header, with or without its unit; letter case does not matter.
    case title(String)
  }

  /// What the text of an option can name.
  enum Role: String, CaseIterable { case voltage = "V", current = "I", device, cycle, time }

  var chosen: [Role: Column] = [:]

  /// Names none.
  public init() {}

  /// Why a text names no columns.
  public struct Problem: Error, Hashable, Sendable {
    /// Worded to follow the option's name: "has 'X=2', …".
    public let reason: String
  }

  /// - Parameter text: such as `V=2,I=3`, or by title: `V=V1,I=I1,device=Site,cycle=Run,time=Time`. A title with a comma
  ///   cannot be given.
  /// - Throws: `Problem`, with what is allowed.
  public init(_ text: String) throws(Problem) {
    let allowed =
      "allowed are \(Role.allCases.map(\.rawValue).joined(separator: ", ")), each with a column's number from 1 or its title, "
      + "as in V=2,I=3 or V=V1,I=I1"
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", maxSplits: 1).map { trimmed($0) }
      guard sides.count == 2, !sides[0].isEmpty, !sides[1].isEmpty else {
        throw Problem(reason: "has '\(excerpt(part, limit: 40))', which is no name=column; \(allowed)")
      }
      guard let role = Role.allCases.first(where: { $0.rawValue.lowercased() == sides[0].lowercased() }) else {
        throw Problem(reason: "names '\(excerpt(sides[0], limit: 40))'; \(allowed)")
      }
      if chosen[role] != nil { throw Problem(reason: "names \(role.rawValue) twice; \(allowed)") }
      if let position = Int(sides[1]) {
        guard (1...100_000).contains(position) else {
          throw Problem(reason: "has column \(excerpt(sides[1], limit: 40)); columns count from 1")
        }
        chosen[role] = .position(position)
      } else {
        chosen[role] = .title(sides[1])
      }
    }
    let positions = chosen.values.filter { if case .position = $0 { true } else { false } }
    if Set(positions).count < positions.count { throw Problem(reason: "gives one column two meanings; \(allowed)") }
  }
}

/// Without the blanks around it.
func trimmed(_ text: some StringProtocol) -> String {
  var rest = text.drop(while: \.isWhitespace)
  while rest.last?.isWhitespace == true { rest.removeLast() }
  return String(rest)
}
