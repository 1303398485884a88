import MemristorCrossbar

/// Writes an exported deck to a file, a folder or standard output, with a header and the expected figures.
struct NetlistOutput {
  let options: NetlistOptions
  /// Name of the operation on the command line, for the file's name.
  let operation: String
  /// For the header and the file's name.
  let cells: ArrayCells
  /// Whether the array has no transistors (1R, 1S1R).
  var isPassive = false
  /// What isolates the cells besides, for the header: a selector, or how many memristors share a transistor.
  var isolation: String?

  /// Simulates the deck for its expected figures, unless `--no-expected` is given, and writes it.
  ///
  /// - Parameter parts: decks that are simulated in place of a large one, whose figures are theirs.
  /// - Throws: before any simulation if the dialect cannot express the deck.
  func write(_ export: DeckExport, insteadOf parts: [DeckExport] = []) async throws {
    let dialect = options.dialect
    var export = options.flat ? export : try export.inLevels()
    export.deck.circuit.comments = header + export.deck.circuit.comments
    // An inexpressible deck is found before time is spent on its simulation.
    _ = try dialect.writer.text(export)
    var engine: String?
    let simulator = WorkerOptions.engine(options.simulator.engine)
    if options.expected {
      let tolerance = ComparisonTolerance.usual(dialect, export.deck.analysis)
      if parts.isEmpty {
        export.expected = try await export.expectedFigures(on: simulator, tolerance: tolerance)
      } else {
        for part in parts {
          export.expected += try await part.expectedFigures(on: simulator, tolerance: tolerance)
        }
        export.deck.circuit.comments.append("expected figures: found column by column, the other cells of a column lumped")
      }
      let identity = try await simulator.identity
      engine = "\(identity)"
      export.deck.circuit.comments.append(
        "the figures below marked 'expect' are what \(identity) found in this circuit"
      )
    }
    guard let out = options.out else { return try StandardOutput.write(try dialect.writer.text(export)) }
    let isFolder = FileOutput.isFolder(out)
    export.includesModels = isFolder && !options.selfContained
    let files = try dialect.writer.files(export)
    let path = isFolder ? try FileOutput.path(of: fileName, in: out) : out
    for include in files.includes {
      try writeTextFile(include.text, to: FileOutput.path(of: include.name, beside: path))
    }
    try writeTextFile(files.deck, to: path)
    guard !export.expected.isEmpty else { return }
    let expectation = ExpectationFile(
      dialect: dialect, version: ProgramVersion.text, engine: engine,
      figures: export.expected, deck: files.deck)
    try writeTextFile(try expectation.json(), to: ExpectationFile.path(besides: path))
  }

  /// Name of the deck in a folder: `read-4x4.cir`.
  private var fileName: String {
    let (rows, columns) = cells.size
    return "\(operation)-\(rows)x\(columns).\(options.dialect.traits.deckExtension)"
  }

  /// What a reader needs to know who has only the deck.
  private var header: [String] {
    let (rows, columns) = cells.size
    let parts = options.parts
    let transistors =
      isPassive
      ? "no transistors, "
      : "access transistors \(SpiceNumber.shortest(parts.transistorWidth)) um x "
        + "\(SpiceNumber.shortest(parts.transistorLength)) um, "
    let origin =
      switch (options.cells, cells) {
      case (nil, _): "memristors drawn from \(options.parts.device) with seed \(options.seed)"
      case (let file?, .memristors): "memristors and states of \(file), layer \(options.layer)"
      case (let file?, .resistances): "resistances of \(file)"
      }
    return [
      "dialect \(options.dialect.rawValue)",
      "array: \(rows) rows\(isPassive ? "" : " (word lines)") x \(columns) columns\(isPassive ? "" : " (bit lines)"), numbered from 0; "
        + "(0, 0) is nearest the drivers",
      "cells: \(origin)",
      (isolation.map { $0 + ", " } ?? "") + transistors
        + "wires \(SpiceNumber.shortest(options.wiring.wireResistance)) ohm a segment, "
        + "drivers \(SpiceNumber.shortest(options.wiring.driverResistance)) ohm",
      "written by mxbar \(ProgramVersion.text): \(FileOutput.commandLine)",
    ]
  }
}
