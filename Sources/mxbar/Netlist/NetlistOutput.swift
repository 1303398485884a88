import MemristorCrossbar

/// Writes an exported deck to a file, a folder or standard output, with a header and the expected figures.
struct NetlistOutput {
  let options: NetlistOptions
  /// Name of the operation on the command line, for the file's name.
  let operation: String
  /// For the header and the file's name.
  let cells: ArrayCells
  /// Finds the expected figures.
  let engine: CommandEngine
  /// Nil for an array without transistors (1R, 1S1R).
  let transistor: AccessTransistor?
  /// What of the array is in the deck, for a deck of a part of it: `cell (0, 0) alone`.
  var part: String?
  /// What isolates the cells besides, for the header: a selector, or how many memristors share a transistor.
  var isolation: String?
  /// Of the operation's transistors; nil for a passive array.
  var stress: TransistorStress?

  /// Simulates the deck for its expected figures, unless `--no-expected` is given, and writes it.
  ///
  /// - Parameter parts: decks that are simulated in place of a large one, whose figures are theirs.
  /// - Throws: before any simulation if the dialect cannot express the deck.
  func write(_ source: DeckExport, insteadOf parts: [DeckExport] = []) async throws {
    let dialect = options.dialect
    if case .memristors = cells, let warning = try options.device.kind().temperatureWarning { printWarning(warning) }
    // What is simulated, and what is written: the transistor may be plain numbers in one and the foundry's in the other.
    let simulated = options.flat ? source : try source.inLevels()
    var written = simulated
    if let transistor, let foundry = transistor.foundry, transistor.draws == nil, !options.inlineTransistor {
      let size = FoundryTransistor.Size(width: transistor.width, length: transistor.length)
      written = try source.carrying(foundry, of: size, inPlaceOf: transistor.model.library)
      if !options.flat { written = try written.inLevels() }
      if dialect == .ngspice, let mode = foundry.compatibility {
        written.deck.circuit.comments.append(DeckCheck.comment(ofCompatibility: mode))
      }
    }
    if let part = partOfArray {
      written.deck.circuit.title += ": " + part
      printWarning("the deck holds \(part); --scope array writes the whole array")
    }
    written.deck.circuit.comments = header + written.deck.circuit.comments
    // An inexpressible deck is found before time is spent on its simulation.
    _ = try dialect.writer.text(written)
    var version: String?
    if options.expected {
      let tolerance = ComparisonTolerance.usual(dialect, source.deck.analysis)
      if parts.isEmpty {
        written.expected = try await simulated.expectedFigures(on: engine, tolerance: tolerance)
      } else {
        for part in parts {
          written.expected += try await part.expectedFigures(on: engine, tolerance: tolerance)
        }
        written.deck.circuit.comments.append("expected figures: found column by column, the other cells of a column lumped")
      }
      let identity = try await engine.identity
      version = "\(identity)"
      written.deck.circuit.comments.append(
        "the figures below marked 'expect' are what \(identity) found in this circuit"
      )
    }
    for note in await engine.notes { printWarning(note) }
    if let warning = stressFigures?.warning { printWarning(warning) }
    guard let out = options.out else { return try StandardOutput.write(try dialect.writer.text(written)) }
    let isFolder = FileOutput.isFolder(out)
    written.includesModels = isFolder && !options.selfContained
    let files = try dialect.writer.files(written)
    let path = isFolder ? try FileOutput.path(of: fileName, in: out) : out
    for include in files.includes {
      try writeTextFile(include.text, to: FileOutput.path(of: include.name, beside: path))
    }
    try writeTextFile(files.deck, to: path)
    guard !written.expected.isEmpty else { return }
    let expectation = ExpectationFile(
      dialect: dialect, version: ProgramVersion.text, engine: version,
      figures: written.expected, deck: files.deck)
    try writeTextFile(try expectation.json(), to: ExpectationFile.path(besides: path))
  }

  /// The part with the number of cells that it stands for; nil for a deck of the whole array, and for an array of one cell.
  private var partOfArray: String? {
    let (rows, columns) = cells.size
    return rows * columns == 1 ? nil : part.map { "\($0) of \(rows * columns) cells" }
  }

  /// Against the transistor's ratings.
  private var stressFigures: StressFigures? { stress.map { StressFigures($0, transistor?.ratings ?? TransistorRatings()) } }

  /// Name of the deck in a folder: `read-4x4.cir`.
  private var fileName: String {
    let (rows, columns) = cells.size
    return "\(operation)-\(rows)x\(columns).\(options.dialect.traits.deckExtension)"
  }

  /// When half of a step has reached the ends of lines; nil where lines have no delays.
  private var lineDelays: String? {
    let (rows, columns) = cells.size
    return LineFigures(
      ArrayLines(wires: options.delays.applied(to: options.wiring), rows: rows, columns: columns))?.text
  }

  /// What a reader needs to know who has only the deck.
  private var header: [String] {
    let (rows, columns) = cells.size
    let isPassive = transistor == nil
    let transistors =
      transistor.map { transistor in
        "access transistors " + (transistor.foundry.map { "\($0.name) of \($0.words), " } ?? "")
          + "\(SpiceNumber.shortest(transistor.width.micrometers)) um x \(SpiceNumber.shortest(transistor.length.micrometers)) um, "
      } ?? "no transistors, "
    let origin =
      switch (options.cells, cells) {
      case (nil, _): "memristors drawn from \(options.device.device) with seed \(options.seed)"
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
    ] + (options.device.surroundings.asked.map { ["surroundings at \($0)"] } ?? []) + (lineDelays.map { [$0] } ?? [])
      + (stressFigures.map { ["stress: \($0.text)"] } ?? []) + [
        "written by mxbar \(ProgramVersion.text): \(FileOutput.commandLine)"
      ]
  }
}
