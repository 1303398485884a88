import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import Records
import Reporting

/// The largest voltages between the terminals of a run's access transistors, over all cells, selected or not, and against
/// what the transistor withstands.
public struct StressFigures: Figures, Equatable {
  /// A pair of terminals.
  public struct Pair: Figures, Equatable {
    @Figure("Largest voltage") public var voltage = Voltage.zero
    @Figure public var operation = RowOperation.Kind.read
    @Figure("Cell", .plain, "Its place relative to the selected one.") public var cell = TransistorStress.Place.unselected
    @Figure("Rating", .plain, "None where it is not given.") public var rating: Voltage? = nil
    @Figure("Above the rating") public var exceeded: Bool? = nil
    public init() {}
  }

  @Figure("Gate against source") public var gateSource = Pair()
  @Figure("Gate against drain") public var gateDrain = Pair()
  @Figure("Gate against bulk") public var gateBulk = Pair()
  @Figure("Drain against source") public var drainSource = Pair()
  @Figure("Transistors beyond a rating", .plain, "None where no ratings are given.") public var exceeded: Bool? = nil

  public init() {}

  public init(_ stress: TransistorStress, _ ratings: TransistorRatings) {
    let exceeded = stress.exceeded(ratings)
    func pair(_ pair: TransistorRatings.Pair) -> Pair {
      var figures = Pair()
      let peak = stress[pair]
      (figures.voltage, figures.operation, figures.cell) = (peak.voltage, peak.operation, peak.place)
      (figures.rating, figures.exceeded) = (ratings[pair], ratings[pair].map { _ in exceeded.contains(pair) })
      return figures
    }
    (gateSource, gateDrain) = (pair(.gateSource), pair(.gateDrain))
    (gateBulk, drainSource) = (pair(.gateBulk), pair(.drainSource))
    self.exceeded = ratings.isEmpty ? nil : !exceeded.isEmpty
  }

  private var pairs: [(symbol: String, figures: Pair)] {
    zip(TransistorRatings.Pair.allCases, [gateSource, gateDrain, gateBulk, drainSource]).map { ($0.symbol, $1) }
  }

  /// In one line, as in `V_GS, V_GD, V_GB 9 V in half-selected cells of the row of a RESET, above the rating of 5.5 V`.
  /// Pairs that have all in common share their words.
  public var text: String { words(of: pairs) + (exceeded == nil ? "; no ratings are given" : "") }

  /// What is beyond the ratings, for a warning; nil where nothing is known to be.
  public var warning: String? { excess.map { "the access transistor is beyond its ratings: \($0)" } }

  /// The pairs beyond their ratings, in words; nil where none is known to be.
  var excess: String? { exceeded == true ? words(of: pairs.filter { $0.figures.exceeded == true }) : nil }

  private func words(of pairs: [(symbol: String, figures: Pair)]) -> String {
    var groups: [(symbols: [String], figures: Pair)] = []
    for (symbol, figures) in pairs {
      if let place = groups.firstIndex(where: { $0.figures == figures }) {
        groups[place].symbols.append(symbol)
      } else {
        groups.append(([symbol], figures))
      }
    }
    return groups.map { symbols, figures in
      let limit =
        figures.rating.map { figures.exceeded == true ? ", above the rating of \($0)" : " (rated \($0))" } ?? ""
      return "\(symbols.joined(separator: ", ")) \(figures.voltage.shown) in \(figures.cell.words) of a "
        + "\(figures.operation.words)\(limit)"
    }.joined(separator: "; ")
  }

  /// A row for each pair, for the page.
  var table: ReportTable {
    ReportTable(
      title: "Stress of the access transistors", header: ["voltage", "largest", "operation", "cell", "rating", "above it"],
      rows: pairs.map { symbol, figures in
        [
          .text(symbol), .number(figures.voltage.shown), .text(figures.operation.words), .text(figures.cell.words),
          figures.rating.map { .number("\($0)") } ?? .text("not given"),
          .text(figures.exceeded.map { $0 ? "yes" : "no" } ?? ""),
        ]
      })
  }
}

/// The largest voltages of a setting's transistors, for tables with a row for each setting.
public struct StressVoltages: Figures, Hashable {
  @Figure("Gate against source") public var gateSource = Voltage.zero
  @Figure("Gate against drain") public var gateDrain = Voltage.zero
  @Figure("Gate against bulk") public var gateBulk = Voltage.zero
  @Figure("Drain against source") public var drainSource = Voltage.zero
  @Figure("Within the ratings", .plain, "None where no ratings are given.") public var withinRatings: Bool? = nil

  public init() {}

  init(_ stress: TransistorStress, _ ratings: TransistorRatings) {
    (gateSource, gateDrain) = (stress[.gateSource].voltage, stress[.gateDrain].voltage)
    (gateBulk, drainSource) = (stress[.gateBulk].voltage, stress[.drainSource].voltage)
    withinRatings = ratings.isEmpty ? nil : stress.exceeded(ratings).isEmpty
  }

  /// Whether a rating forbids the setting.
  var isForbidden: Bool { withinRatings == false }
}

extension TransistorStress.Place {
  /// As in "V_GS 9 V in …".
  var words: String {
    switch self {
    case .selected: "the selected cell"
    case .sameRow: "half-selected cells of the row"
    case .sameColumn: "half-selected cells of the column"
    case .unselected: "unselected cells"
    }
  }
}

extension RowOperation.Kind {
  /// For sentences and tables.
  var words: String { self == .read ? "read" : rawValue.uppercased() }
}

extension TransistorRatings {
  /// As in "the ratings of 5.5 V"; one voltage where all that are given are equal.
  var words: String {
    let given = Pair.allCases.compactMap { pair in self[pair].map { (pair, $0) } }
    if let first = given.first, given.allSatisfy({ $0.1 == first.1 }) { return "\(first.1)" }
    return given.map { "\($0.symbol) \($1)" }.joined(separator: ", ")
  }
}

extension Voltage {
  /// With four significant digits.
  fileprivate var shown: String { SIPrefix.text(si, unit: "V", digits: 4) }
}
