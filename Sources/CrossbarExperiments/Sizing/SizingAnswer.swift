import CrossbarPrimitives

/// The smallest width that is enough at one length, corner, gate and write voltage, or what keeps all of them from it.
public struct SizingAnswer: Encodable, Equatable, Sendable {
  public var corner: String
  public var length: Double
  public var writeVoltage, gateVoltage: Double
  /// The smallest width of which it is known that it is enough: the 95 % intervals of both shares lie above the target.
  /// Nil if none is.
  public var smallestWidth: Double?
  /// The smallest width whose shares, as they were found, reach the target; nil if none does.
  public var candidateWidth: Double?
  /// How many cells would show that the candidate is enough, if its shares stay what they are; nil where no number would.
  public var cellsNeeded: Int?
  /// Of the widths: where the worse of SET and RESET is best.
  public var bestWidth: Double
  /// There, or at the smallest width that is enough, or at the candidate.
  public var setSuccess, resetSuccess: CountedShare
  /// The most frequent cause of failure of the write that misses the target by more, and how often; nil if none does.
  public var limit: Limit?

  public struct Limit: Encodable, Equatable, Sendable {
    public var operation: String
    public var cause: WriteFailure
    public var count: Int
    /// Whether so many cells fail by the device itself that the target could not be met with none of the others.
    public var isDeviceAlone: Bool

    private enum CodingKeys: String, CodingKey {
      case operation, cause, count
      case isDeviceAlone = "device_alone"
    }
  }

  private enum CodingKeys: String, CodingKey {
    case corner, limit
    case length = "length_um"
    case writeVoltage = "write_voltage_V"
    case gateVoltage = "gate_voltage_V"
    case smallestWidth = "smallest_width_um"
    case candidateWidth = "candidate_width_um"
    case cellsNeeded = "cells_needed"
    case bestWidth = "best_width_um"
    case setSuccess = "set_success"
    case resetSuccess = "reset_success"
  }

  /// One for each combination of what is not the width, in the order of the points.
  static func answers(to points: [SizingSummary.Point], target: Double) -> [SizingAnswer] {
    points.grouped { [.text($0.corner), .number($0.length), .number($0.writeVoltage), .number($0.gateVoltage)] }
      .compactMap { SizingAnswer($0, target: target) }
  }

  private init?(_ points: [SizingSummary.Point], target: Double) {
    func worse(_ point: SizingSummary.Point) -> Double { min(point.set.success.share ?? 0, point.reset.success.share ?? 0) }
    let rising = points.sorted { $0.width < $1.width }
    guard let first = rising.first else { return nil }
    let enough = rising.first { $0.isKnown(toMeet: target) }
    let candidate = rising.first { $0.meets(target) }
    // The narrowest of equally good ones.
    let best = enough ?? candidate ?? rising.reduce(first) { worse($1) > worse($0) ? $1 : $0 }
    corner = best.corner
    length = best.length
    writeVoltage = best.writeVoltage
    gateVoltage = best.gateVoltage
    smallestWidth = enough?.width
    candidateWidth = candidate?.width
    cellsNeeded = candidate?.cellsNeeded(toMeet: target)
    bestWidth = best.width
    setSuccess = best.set.success
    resetSuccess = best.reset.success
    guard candidate == nil else { return }
    let isSet = (best.set.success.share ?? 0) <= (best.reset.success.share ?? 0)
    limit = Limit(isSet ? "set" : "reset", isSet ? best.set : best.reset, target: target)
  }
}

extension SizingAnswer.Limit {
  fileprivate init?(_ operation: String, _ write: SizingSummary.Write, target: Double) {
    let counts = WriteFailure.allCases.map { (cause: $0, count: write.failures[$0.rawValue] ?? 0) }
    guard let leading = counts.max(by: { $0.count < $1.count }), leading.count > 0 else { return nil }
    self.operation = operation
    cause = leading.cause
    count = leading.count
    let ofDevice = counts.filter(\.cause.isOfDevice).reduce(0) { $0 + $1.count }
    isDeviceAlone = Double(write.success.total - ofDevice) < target * Double(write.success.total)
  }
}

/// What points may have in common.
enum SizingKey: Hashable {
  case text(String), number(Double)
}

extension [SizingSummary.Point] {
  /// The points that have a key in common, in the order in which the keys first come.
  func grouped(by key: (SizingSummary.Point) -> [SizingKey]) -> [[SizingSummary.Point]] {
    var places: [[SizingKey]: Int] = [:]
    var groups: [[SizingSummary.Point]] = []
    for point in self {
      let own = key(point)
      if let place = places[own] {
        groups[place].append(point)
      } else {
        places[own] = groups.count
        groups.append([point])
      }
    }
    return groups
  }
}
