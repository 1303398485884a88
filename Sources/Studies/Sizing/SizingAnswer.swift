import CrossbarPrimitives
import Records

/// The smallest sufficient width at one length, corner, gate voltage and write voltage, or the reason why no width
/// suffices.
public struct SizingAnswer: Figures, Equatable {
  @Figure("Corner or model of the transistor") public var corner = ""
  @Figure public var length = Length.zero
  @Figure public var writeVoltage = Voltage.zero
  @Figure("Gate voltage of the SET") public var gateVoltage = Voltage.zero
  @Figure("Smallest width known to be enough", .plain, "The 95 % intervals of both shares lie above the target.")
  public var smallestWidth: Length? = nil
  @Figure("Smallest width that may be enough", .plain, "Its shares, as they were found, reach the target.")
  public var candidateWidth: Length? = nil
  @Figure("Cells that would show it", .plain, "That the candidate is enough, if its shares stay what they are.")
  public var cellsNeeded: Int? = nil
  @Figure("Best width", .plain, "Where the worse of SET and RESET is best.") public var bestWidth = Length.zero
  @Figure("SET there", .plain, "Or at the smallest width that is enough, or at the candidate.")
  public var setSuccess = CountedShare()
  @Figure("RESET there") public var resetSuccess = CountedShare()
  @Figure("Beyond the transistor's ratings", .plain, "Every width; its shares then count for nothing. None without ratings.")
  public var exceedsRatings: Bool? = nil
  @Figure("Smallest width if there were no ratings", .plain, "By the shares as they were found, where the ratings forbid it.")
  public var widthWithoutRatings: Length? = nil
  @Figure("What keeps it from the target", .plain, "Of the write that misses the target by more.")
  public var limit: Limit? = nil

  public init() {}

  /// The most frequent cause of failure, and how many cells it makes fail.
  public struct Limit: Figures, Equatable {
    @Figure public var operation = ""
    @Figure("Most frequent cause") public var cause = WriteFailure.deviceVoltage
    @Figure("Cells it makes fail") public var count = 0
    /// Whether the device's own causes alone fail so many cells that the target would be missed without any other cause.
    @Figure("The device alone forbids it") public var deviceAlone = false

    public init() {}
  }

  /// One for each combination of settings other than the width, in the order of the points.
  /// - Parameter target: share of cells, 0 to 1.
  static func answers(to points: [SizingFigures.Point], target: Double) -> [SizingAnswer] {
    points.grouped(by: \.setting).compactMap { SizingAnswer($0, target: target) }
  }

  /// - Parameter points: the same setting at several widths, in any order; nil is returned for none.
  private init?(_ points: [SizingFigures.Point], target: Double) {
    func worse(_ point: SizingFigures.Point) -> Double { min(point.set.success.share ?? 0, point.reset.success.share ?? 0) }
    let all = points.sorted { $0.width < $1.width }
    // Where ratings forbid all widths, the figures are those of the best one, and none is an answer.
    let isForbidden = all.allSatisfy(\.stress.isForbidden)
    let rising = isForbidden ? all : all.filter { !$0.stress.isForbidden }
    guard let first = rising.first else { return nil }
    exceedsRatings = first.stress.withinRatings.map { _ in isForbidden }
    let free = all.first { $0.meets(target) }
    let enough = isForbidden ? nil : rising.first { $0.isKnown(toMeet: target) }
    let candidate = isForbidden ? nil : rising.first { $0.meets(target) }
    widthWithoutRatings = free?.stress.isForbidden == true ? free?.width : nil
    // The narrowest of equally good widths.
    let best =
      enough ?? candidate ?? (isForbidden ? free : nil) ?? rising.reduce(first) { worse($1) > worse($0) ? $1 : $0 }
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
    guard candidate == nil, widthWithoutRatings == nil else { return }
    let isSet = (best.set.success.share ?? 0) <= (best.reset.success.share ?? 0)
    limit = Limit(isSet ? "set" : "reset", isSet ? best.set : best.reset, target: target)
  }
}

extension SizingAnswer.Limit {
  /// Nil where no cell fails.
  init?(_ operation: String, _ write: SizingFigures.Write, target: Double) {
    let counts = WriteFailure.allCases.map { (cause: $0, count: write.failures[$0.rawValue] ?? 0) }
    guard let leading = counts.max(by: { $0.count < $1.count }), leading.count > 0 else { return nil }
    self.operation = operation
    cause = leading.cause
    count = leading.count
    let ofDevice = counts.filter(\.cause.isOfDevice).reduce(0) { $0 + $1.count }
    deviceAlone = Double(write.success.of - ofDevice) < target * Double(write.success.of)
  }
}

/// A value that points are grouped by.
enum SizingKey: Hashable {
  case text(String), number(Double)
}

extension [SizingFigures.Point] {
  /// Groups of points with equal keys, in the order in which the keys first occur.
  func grouped(by key: (SizingFigures.Point) -> [SizingKey]) -> [[SizingFigures.Point]] {
    var places: [[SizingKey]: Int] = [:]
    var groups: [[SizingFigures.Point]] = []
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
