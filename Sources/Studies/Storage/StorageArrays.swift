import ArrayFiles
import CrossbarPrimitives
import NeuralMapping
import Reporting

/// A stored network as arrays for other programs: its weights, what its cells conduct, and what it makes of each image.
struct StorageArrays {
  let findings: StorageFindings

  /// Weights as trained, quantized (codes times scales) and read back, each in the form of the file that the network came
  /// from; conductances and predictions; and how they are loaded.
  func write(to folder: ResultFolder) throws {
    for (name, network) in weights {
      try folder.write(NPZArchive.data(inOrder: form.arrays(of: network)), to: name)
    }
    try folder.write(NPZArchive.data(inOrder: conductances), to: "conductances.npz")
    let predictions = predictions
    try folder.write(
      NPZArchive.data(inOrder: predictions.arrays, whole: predictions.classes), to: "predictions.npz")
    try folder.write(guide, to: "arrays.md")
  }

  private var weights: [(name: String, network: Network)] {
    [
      ("weights-trained.npz", findings.network), ("weights-quantized.npz", findings.quantized.network),
      ("weights-read-back.npz", findings.readBack.network),
    ]
  }

  private var form: WeightForm {
    if case .loaded(let loaded, _) = findings.study.source { loaded.form } else { WeightForm(of: findings.network) }
  }

  /// Of each tile, in S: `tile_N_programmed`, each cell's own at the read voltage, or what a programming table says; `tile_N_effective`, its read current
  /// over the read voltage, with transistor, wires and noise; and for analog products `tile_N_product`, the current out of
  /// a column per volt on a row. Cells that hold no code, or could not be read, are NaN.
  private var conductances: [NamedArray] {
    let tiles = findings.plan.tiles
    let unknown = tiles.map { Grid(rows: $0.rows.count, columns: $0.columns, repeating: Double.nan) }
    var (programmed, effective) = (unknown, unknown)
    let read = findings.study.settings.array.read
    findings.cells.forEach { row, cell, outcome in
      let tile = row.tile.number
      guard outcome.numericalFailure == nil else { return }
      programmed[tile][cell.row, cell.column] =
        1 / findings.resistance(cell, outcome).si
      guard !outcome.isReadFailed, let current = outcome.readCurrent else { return }
      effective[tile][cell.row, cell.column] = current.si / read.voltage.si
    }
    return tiles.flatMap { tile in
      let number = tile.number
      return [
        ("programmed", programmed[number]), ("effective", effective[number]), ("product", findings.analog?.conductances[number]),
      ].compactMap { kind, grid in grid.map { NamedArray("tile_\(number)_\(kind)", Self.array($0)) } }
    }
  }

  /// The class of each image, and the network's values for all classes.
  private var predictions: (arrays: [NamedArray], classes: Set<String>) {
    let found = findings.predictions
    let outputs = [("float", found.float), ("quantized", found.quantized), ("read_back", found.readBack)]
    var classes = [("labels", found.labels)] + outputs.map { ($0.0, StoredPredictions.classes($0.1)) }
    if let analog = findings.analog { classes.append(("analog", analog.predictions)) }
    let arrays = classes.map { NamedArray($0.0, NPYArray(shape: [$0.1.count], values: $0.1.map(Double.init))) }
    return (
      arrays + outputs.map { NamedArray($0.0 + "_outputs", Self.array($0.1)) }, Set(classes.map(\.0))
    )
  }

  private static func array(_ grid: Grid<Double>) -> NPYArray {
    NPYArray(shape: [grid.rows, grid.columns], values: grid.elements)
  }

  // MARK: How they are loaded

  /// The lines that load the weights, by program.
  private var lines: [(program: String, lines: [String])] {
    if form.isONNX { return [numPy, ("ONNX", Self.onnxLines)] }
    let isConvolutional = findings.network.structure.steps.contains {
      if case .convolution = $0 { true } else { false }
    }
    // Programs count the values of images in different orders, so that flattened ones need the network's own program.
    let foreign = isConvolutional ? (form.isTransposed ? "Keras" : "PyTorch") : nil
    return [
      numPy,
      (
        "PyTorch",
        [
          "import numpy as np, torch",
          form.isNamedAsInPyTorch
            ? #"model.load_state_dict({k: torch.from_numpy(v) for k, v in np.load("weights-read-back.npz").items()})"#
            : form.isTransposed
              ? #"with torch.no_grad(): [p.copy_(torch.from_numpy(v)) for p, v in zip(model.parameters(), np.load("weights-read-back.npz").values())]"#
              : #"with torch.no_grad(): [p.copy_(torch.from_numpy(v.transpose(3, 2, 0, 1) if v.ndim == 4 else v.T)) for p, v in zip(model.parameters(), np.load("weights-read-back.npz").values())]"#,
        ]
      ),
      (
        "Keras",
        [
          "import numpy as np",
          form.isTransposed
            ? #"model.set_weights([v.transpose(2, 3, 1, 0) if v.ndim == 4 else v.T for v in np.load("weights-read-back.npz").values()])"#
            : #"model.set_weights(list(np.load("weights-read-back.npz").values()))"#,
        ]
      ),
    ].filter { $0.0 != foreign }
  }

  private var numPy: (String, [String]) {
    ("NumPy", ["import numpy as np", #"weights = dict(np.load("weights-read-back.npz"))"#])
  }

  /// They put the weights into the graph that they came from.
  private static let onnxLines = [
    #"import numpy as np, onnx, onnx.numpy_helper as h; model, w = onnx.load("FILE"), np.load("weights-read-back.npz")"#,
    "[t.CopyFrom(h.from_array(w[t.name].astype(h.to_array(t).dtype), t.name)) for t in model.graph.initializer]",
  ]

  private var guide: String {
    let programs = lines.map { "\($0.program):\n\n" + $0.lines.map { "    \($0)\n" }.joined() }
    let analog = findings.analog == nil ? "" : ", `tile_N_product` (current out of a column per volt on a row)"
    return """
      # Arrays of this run

      `weights-trained.npz`, `weights-quantized.npz` and `weights-read-back.npz` hold the network's weights as trained or
      loaded, as codes times scales, and as decoded from the read currents. Names, axes and order are those of the file
      that the network came from (`w0`, inputs x outputs, `b0`, ... for one trained here). A batch normalisation that was
      folded into the layer before it is left without effect.

      \(programs.joined(separator: "\n"))
      `conductances.npz` holds for each tile N of `tiles.csv`, in S, rows x columns: `tile_N_programmed` (each cell's own at
      the read voltage), `tile_N_effective` (read current over read voltage)\(analog). Cells that hold no code are NaN.

      `predictions.npz` holds the class of each image, counted from 0 (`labels`, `float`, `quantized`, `read_back`\
      \(findings.analog == nil ? "" : ", `analog`")),
      and the network's values for all classes (`float_outputs`, `quantized_outputs`, `read_back_outputs`: images x classes).

      """
  }

  /// The same lines for the page.
  var table: ReportTable {
    ReportTable(
      title: "Loading the weights", header: ["program", "lines"],
      rows: lines.map { [.text($0.program), .text($0.lines.joined(separator: "; "))] })
  }
}
