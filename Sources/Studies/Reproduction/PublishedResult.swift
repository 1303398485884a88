/// A published result: what is known of it, the command lines that are to give its figures, and the figures themselves.
package struct PublishedResult: Sendable {
  /// A command line of this program.
  package struct Run: Sendable {
    /// By which figures refer to it.
    package var name: String
    /// After the program's name; `$name` in a word stands for something that the user must provide.
    package var words: [String]
    /// Whether it takes too long for every day.
    package var isLong: Bool

    package init(name: String, words: [String], isLong: Bool) {
      self.name = name
      self.words = words
      self.isLong = isLong
    }
  }

  /// Name of its folder.
  package var name: String
  package var title: String
  /// Paper or program, with what it takes to find it.
  package var source: String
  /// What is known of the published set-up, and how it is modelled here.
  package var setup: String
  /// What was fitted to the published figures, and what was assumed where nothing is known.
  package var assumed: String
  /// What the user must provide, in words, by name: data that nobody may pass on.
  package var needs: [String: String]
  package var runs: [Run]
  package var figures: [PublishedFigure]

  package init(
    name: String, title: String, source: String, setup: String, assumed: String, needs: [String: String] = [:], runs: [Run],
    figures: [PublishedFigure]
  ) {
    (self.name, self.title, self.source, self.setup, self.assumed) = (name, title, source, setup, assumed)
    (self.needs, self.runs, self.figures) = (needs, runs, figures)
  }

  /// The first thing that a run needs and that was not given; nil if it has all.
  package func missing(for run: Run, given: [String: String]) -> String? {
    run.words.flatMap(Self.names).first { given[$0] == nil }
  }

  /// What `$name` in a word of a command line names, in order.
  package static func names(in word: String) -> [String] { word.matches(of: placeholder).map { String($0.1) } }

  /// A word of a command line with what the user has given.
  package static func word(_ word: String, given: [String: String]) -> String {
    word.replacing(placeholder) { given[String($0.1)] ?? String($0.0) }
  }

  private static var placeholder: Regex<(Substring, Substring)> { /\$([A-Za-z_][A-Za-z0-9_]*)/ }
}

/// A figure that was published, and where the same figure is found among the results of the runs.
package struct PublishedFigure: Sendable {
  package var name: String
  /// As keys end in it; `percent` for shares from 0 to 1; nil for plain numbers.
  package var unit: String?
  /// Typed by hand; several where a curve was published.
  package var published: PublishedValue
  /// Figure, table or page.
  package var source: String
  /// Where it is found; nil for what no command of this program can give.
  package var ours: FigureTerm?
  package var agreement: Agreement
  /// The verdict that holds, with which every later run is compared.
  package var recorded: FigureVerdict
  /// The deviation that a figure which deviates may have at most, in terms of the agreement; nil for no limit.
  package var heldTo: Double?
  /// Why the figure deviates or is missing; empty where it agrees.
  package var reason: String
  /// What the elements of a curve are drawn over; nil for no chart.
  package var over: Abscissa?

  /// The x axis of a published curve.
  package struct Abscissa: Sendable {
    package var name: String
    package var unit: String?
    package var values: [Double]

    package init(name: String, unit: String?, values: [Double]) {
      (self.name, self.unit, self.values) = (name, unit, values)
    }
  }

  package init(
    name: String, unit: String?, published: PublishedValue, source: String, ours: FigureTerm?, agreement: Agreement,
    recorded: FigureVerdict, heldTo: Double?, reason: String, over: Abscissa?
  ) {
    (self.name, self.unit, self.published, self.source, self.ours) = (name, unit, published, source, ours)
    (self.agreement, self.recorded, self.heldTo, self.reason, self.over) = (agreement, recorded, heldTo, reason, over)
  }
}

/// What was published of a figure.
package enum PublishedValue: Hashable, Sendable {
  /// One number, or one for each point of a curve, in the figure's unit.
  case numbers([Double])
  /// Only the direction of a curve: that each of our values is above the last, or below it.
  case rises, falls

  /// - Parameter direction: a word; nil for any but those of the cases.
  package init?(direction: String) {
    guard let value = [Self.rises, .falls].first(where: { $0.direction == direction }) else { return nil }
    self = value
  }

  /// The word for a direction; nil for numbers.
  package var direction: String? {
    switch self {
    case .numbers: nil
    case .rises: "rises"
    case .falls: "falls"
    }
  }
}
