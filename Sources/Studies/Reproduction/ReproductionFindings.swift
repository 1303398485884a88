import CrossbarPrimitives
import Foundation
import Records
import Reporting

/// The figures of a reproduction.
package struct ReproductionFigures: Figures {
  /// One published figure.
  package struct Line: Figures {
    @Figure("Folder") package var result = ""
    @Figure("Published figure") package var figure = ""
    @Figure package var unit: String? = nil
    @Figure package var published = RecordValue.null
    @Figure package var ours: [Double]? = nil
    @Figure(
      "Deviation", .plain, "Relative, in the unit or as a factor, as the figure's agreement says; of a curve its worst point.")
    package var deviation: Double? = nil
    @Figure("Verdict", .plain, "None where the run was skipped.") package var verdict: String? = nil
    @Figure package var recorded = ""
    @Figure("What is worse than recorded") package var objection: String? = nil
    @Figure package var reason = ""
    @Figure package var source = ""
    package init() {}
  }

  package var figures: [Line] = []
  @Figure("Figures that agree") package var agreeing = 0
  @Figure("Figures that deviate") package var deviating = 0
  @Figure("Figures that no run gives") package var missing = 0
  @Figure("Figures whose runs were skipped") package var skipped = 0
  @Figure("Figures worse than recorded") package var worse = 0
  package init() {}
}

/// Published figures beside ours.
package struct ReproductionFindings: StudyFindings {
  /// In the order of the folders and of their figures.
  package let figuresFound: [ReproducedFigure]
  /// Folders of the runs with their pages, relative to the result folder.
  package let runs: [(folder: String, label: String)]

  package init(_ figures: [ReproducedFigure], runs: [(folder: String, label: String)]) {
    (figuresFound, self.runs) = (figures, runs)
  }

  package var figures: ReproductionFigures {
    var all = ReproductionFigures()
    all.figures = figuresFound.map { found in
      var line = ReproductionFigures.Line()
      (line.result, line.figure, line.unit) = (found.result.name, found.figure.name, found.figure.unit)
      if case .numbers(let numbers) = found.figure.published {
        line.published = .list(numbers.map { .number($0) })
      } else {
        line.published = .text(found.figure.publishedText)
      }
      (line.ours, line.deviation) = (found.ours, found.deviation)
      (line.verdict, line.recorded) = (found.verdict?.rawValue, found.figure.recorded.rawValue)
      (line.objection, line.reason, line.source) = (found.objection, found.reason, found.figure.source)
      return line
    }
    func count(_ verdict: FigureVerdict?) -> Int { figuresFound.count { $0.verdict == verdict } }
    (all.agreeing, all.deviating, all.missing, all.skipped) = (count(.agrees), count(.deviates), count(.missing), count(nil))
    all.worse = figuresFound.count { $0.objection != nil }
    return all
  }

  package var headline: String? {
    let all = figures
    let left = all.skipped == 0 ? "" : "; \(all.skipped) were not run"
    return "\(all.agreeing) of \(figuresFound.count - all.skipped) published figures agree, \(all.deviating) deviate and "
      + "\(all.missing) \(all.missing == 1 ? "is" : "are") missing\(left)."
  }

  package var failure: String? {
    let worse = figuresFound.filter { $0.objection != nil }
    guard !worse.isEmpty else { return nil }
    return "worse than recorded: "
      + worse.map { "\($0.result.name): \($0.figure.name): \($0.objection ?? "")\($0.ours == nil ? ", since \($0.reason)" : "")" }
      .joined(separator: "; ")
  }

  private var groups: [(result: PublishedResult, figures: [ReproducedFigure])] { figuresFound.byResult }

  private static let header = ["figure", "published", "ours", "deviation", "verdict", "reason"]

  /// Widest a column may be; longer cells take several lines.
  private static let widest = [42, 24, 24, 14, 8]

  /// What follows a number, as its unit, stays with it.
  private static func lines(_ text: String, upTo width: Int) -> [String] {
    wrapped(text.replacing(/([0-9])\s/) { "\($0.1)\u{a0}" }, to: width).split(separator: "\n")
      .map { String($0).replacing("\u{a0}", with: " ") }
  }

  /// The conclusion comes last, where a terminal shows it.
  package var text: String {
    let rows = figuresFound.map { [$0.figure.name] + $0.cells.dropLast() }
    let widths = Self.widest.indices.map { place in
      min(Self.widest[place], ([Self.header] + rows).map { $0[place].count }.max() ?? 0)
    }
    func lines(_ cells: [String]) -> [String] {
      let parts = zip(cells, widths).map { Self.lines($0, upTo: $1) }
      let count = parts.map(\.count).max() ?? 0
      return (0..<count).map { line in
        let padded = zip(parts, widths).map { part, width in column(line < part.count ? part[line] : "", width + 2) }
        return "    " + padded.joined().replacing(/\s+$/, with: "")
      }
    }
    let blocks = groups.map { result, figures in
      let lines = figures.flatMap { found in
        let notes = [found.reason.isEmpty ? nil : found.reason, found.objection.map { "WORSE THAN RECORDED: \($0)" }]
        return lines([found.figure.name] + found.cells.dropLast())
          + notes.compactMap { $0 }.flatMap { Self.lines($0, upTo: 110) }.map { "        " + $0 }
      }
      return "  \(result.name): \(result.title)\n" + lines.joined(separator: "\n")
    }
    return """
      Figures of \(groups.count) published \(groups.count == 1 ? "result" : "results") beside ours

      \(lines(Array(Self.header.dropLast())).joined(separator: "\n"))
      \(blocks.joined(separator: "\n"))

      \(headline ?? "")
      """
  }

  /// Writes `published.csv`, and `table.md` for documents.
  package func writeData(to folder: ResultFolder) throws {
    try folder.write(RecordTable(figures.figures), to: "published.csv")
    try folder.write(markdown, to: "table.md")
  }

  /// A table for each result.
  package var markdown: String {
    func row(_ cells: [String]) -> String {
      "| " + cells.map { $0.replacing("|", with: "/").replacing(/\s+/, with: " ") }.joined(separator: " | ") + " |\n"
    }
    return groups.map { result, figures in
      "### \(result.title)\n\n\(result.source)\n\n\(result.setup)\n\n"
        + (result.assumed.isEmpty ? "" : "Fitted or assumed: \(result.assumed)\n\n")
        + row(Self.header) + row(Self.header.map { _ in "---" }) + figures.map { row([$0.figure.name] + $0.cells) }.joined()
    }.joined(separator: "\n")
  }

  package var tables: [ReportTable] {
    groups.map { result, figures in
      ReportTable(
        title: "\(result.title) (\(result.source))", header: Self.header + ["source"],
        rows: figures.map { found in
          ([found.figure.name] + found.cells + [found.figure.source]).map { .text($0) }
        })
    } + [
      ReportTable(
        title: "Runs", header: ["run"], rows: runs.map { [.link($0.label, to: "\($0.folder)/\(ResultFolder.pageName)")] })
    ]
  }

  package var keyFigures: [KeyFigure] {
    let all = figures
    return [
      KeyFigure("agree", "\(all.agreeing)"), KeyFigure("deviate", "\(all.deviating)", detail: "with the reason in the table"),
      KeyFigure("missing", "\(all.missing)"), KeyFigure("worse than recorded", "\(all.worse)"),
    ]
  }

  package var charts: [NamedChart] { ReproductionCharts(figuresFound).charts }
}

extension [ReproducedFigure] {
  /// Each result with its figures.
  var byResult: [(result: PublishedResult, figures: [ReproducedFigure])] {
    var names: [String] = []
    for found in self where names.last != found.result.name { names.append(found.result.name) }
    return names.compactMap { name in
      let own = filter { $0.result.name == name }
      return own.first.map { ($0.result, own) }
    }
  }
}
