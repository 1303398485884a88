import CrossbarPrimitives

/// A tile that forms products as sums of currents, with the converters of its columns.
///
/// Its cells hold digits of any size: a column's current, converted, times its gain and plus its offset for each driven row,
/// is the sum of digits times drives. What a digit counts in a weight is the layer's matter.
package struct ProductTile: Sendable {
  /// The rows of the layer that the tile holds and that are driven; a row of biases is not.
  package let inputs: Range<Int>
  /// The index of the tile's first column in the layer's grid.
  package let firstColumn: Int
  package let columns: Int
  /// Ideal before calibration.
  package private(set) var converter = ColumnConverter.ideal
  /// Drives at which `matrix` holds currents.
  private let nodes: [Double]
  /// The rows at the first node's conductances, then at the second's, and so on: current of a column per row at full drive, A.
  private let matrix: ProductMatrix
  /// In blocks of eight columns.
  private var gains: [SIMD8<Double>]
  private var offsets: [SIMD8<Double>]

  /// - Parameters:
  ///   - inputs: the driven rows; `currents` may have further ones below them.
  ///   - currents: for each node, rows × columns: what a row would add to each column's current at full drive with the
  ///     conductances that it has at the node, A.
  ///   - nodes: ascending shares of full drive, as `EncodedInputs.nodes`.
  /// - Precondition: one grid for each node, all of one size.
  package init(inputs: Range<Int>, firstColumn: Int, currents: [Grid<Double>], nodes: [Double]) {
    precondition(
      !nodes.isEmpty && currents.count == nodes.count && currents.allSatisfy { $0.rows >= inputs.count }, "a grid a node")
    (self.inputs, self.firstColumn, self.nodes) = (inputs, firstColumn, nodes)
    columns = currents[0].columns
    let rows = inputs.count
    matrix = ProductMatrix(Grid(rows: rows * nodes.count, columns: columns) { currents[$0 / rows][$0 % rows, $1] })
    gains = Array(repeating: .zero, count: matrix.blocks)
    offsets = gains
  }

  /// The columns' currents before conversion, A, in blocks of eight: `blocks` for each vector.
  /// - Parameters:
  ///   - drives: of all rows of the layer, as shares of full drive, vector by vector.
  ///   - count: rows of the layer.
  package func currents(_ drives: [Double], ofRows count: Int) -> [SIMD8<Double>] { matrix.products(own(drives, count)) }

  /// The tile's rows alone, once for each node with the share that the node has in a row's current: the polynomial through the
  /// nodes interpolates conductances in the voltage.
  private func own(_ drives: [Double], _ count: Int) -> [Double] {
    let (vectors, rows) = (count > 0 ? drives.count / count : 0, inputs.count)
    return [Double](unsafeUninitializedCapacity: vectors * rows * nodes.count) { values, initialized in
      initialized = vectors * rows * nodes.count
      drives.withUnsafeBufferPointer { drives in
        guard let values = values.baseAddress, let drives = drives.baseAddress else { return }
        for vector in 0..<vectors {
          let (source, target) = (drives + (vector * count + inputs.lowerBound), values + vector * rows * nodes.count)
          if nodes.count == 1 {
            target.initialize(from: source, count: rows)
            continue
          }
          for node in nodes.indices {
            for row in 0..<rows {
              let drive = source[row]
              (target + (node * rows + row)).initialize(to: drive == 0 ? 0 : drive * share(node, at: drive))
            }
          }
        }
      }
    }
  }

  private func share(_ node: Int, at drive: Double) -> Double {
    var share = 1.0
    for other in nodes.indices where other != node { share *= (drive - nodes[other]) / (nodes[node] - nodes[other]) }
    return share
  }

  /// Adds each image's sums of digits times input codes, not rounded.
  /// - Parameters:
  ///   - drives: as `currents`; each image has as many vectors as there are weights.
  ///   - weights: what each vector counts.
  ///   - sums: image by image, `width` columns each.
  /// - Returns: conversions that were clipped. A tile that holds none but biases converts nothing.
  func addSums(_ drives: [Double], ofRows count: Int, weights: [Double], to sums: inout [Double], width: Int) -> Int {
    guard !inputs.isEmpty else { return 0 }
    let currents = currents(drives, ofRows: count)
    let blocks = matrix.blocks
    var clipped = SIMD8<Double>.zero
    for image in 0..<(drives.count / (count * weights.count)) {
      let first = image * weights.count
      var driven = 0.0
      for (vector, weight) in weights.enumerated() { driven += weight * sum(drives, vector: first + vector, count) }
      for block in 0..<blocks {
        var current = SIMD8<Double>.zero
        for (vector, weight) in weights.enumerated() {
          let found = converter.converted(currents[(first + vector) * blocks + block])
          current += weight * found.currents
          clipped += found.clipped
        }
        let digits = gains[block] * current + driven * offsets[block]
        let place = image * width + firstColumn + 8 * block
        for column in 0..<min(8, columns - 8 * block) { sums[place + column] += digits[column] }
      }
    }
    return Int(clipped.sum())
  }

  /// The sum of a vector's drives on the tile's rows. In four parts: each addition would wait for the one before.
  private func sum(_ drives: [Double], vector: Int, _ count: Int) -> Double {
    drives.withUnsafeBufferPointer { drives in
      var parts = SIMD4<Double>.zero
      var place = vector &* count &+ inputs.lowerBound
      let end = vector &* count &+ inputs.upperBound
      while place &+ 4 <= end {
        parts += SIMD4(drives[place], drives[place &+ 1], drives[place &+ 2], drives[place &+ 3])
        place &+= 4
      }
      var sum = (parts[0] + parts[1]) + (parts[2] + parts[3])
      while place < end {
        sum += drives[place]
        place &+= 1
      }
      return sum
    }
  }

  // MARK: Calibration

  /// Sets the converters' range, then gains and offsets to those that best reproduce the true sums of digits. Vectors that
  /// drive none of the tile's rows are left out.
  /// - Parameters:
  ///   - digits: what the tile's cells were meant to hold, rows of the tile × columns.
  ///   - samples: calls its argument with drives, as `currents` takes them, some vectors at a time; several times in all.
  func calibrated(
    digits: Grid<Int>, settings: ProductCalibration, ofRows count: Int, samples: (_ body: ([Double]) -> Void) -> Void
  ) -> ProductTile {
    var tile = self
    var range = CurrentRange()
    samples { drives in
      forEachDriven(drives, count) { _, block, currents, _ in
        for lane in 0..<lanes(block) { range.noteLargest(currents[lane]) }
      }
    }
    if settings.percentile < 100 {
      samples { drives in
        forEachDriven(drives, count) { _, block, currents, _ in
          for lane in 0..<lanes(block) { range.count(currents[lane]) }
        }
      }
    }
    tile.converter = ColumnConverter(range: range.range(percentile: settings.percentile), bits: settings.converterBits)
    let truth = ProductMatrix(Grid(rows: inputs.count, columns: columns) { Double(digits[$0, $1]) })
    var sums = [ProductSums](repeating: ProductSums(), count: columns)
    samples { drives in
      let vectors = drives.count / count
      let own = Array((0..<vectors).flatMap { drives[($0 * count + inputs.lowerBound)..<($0 * count + inputs.upperBound)] })
      let exact = truth.products(own)
      forEachDriven(drives, count) { vector, block, currents, driven in
        let (converted, digits) = (tile.converter.converted(currents).currents, exact[vector * truth.blocks + block])
        for lane in 0..<lanes(block) { sums[8 * block + lane].add(converted[lane], driven, is: digits[lane]) }
      }
    }
    for (column, factors) in settings.correction.factors(sums).enumerated() {
      (tile.gains[column / 8][column % 8], tile.offsets[column / 8][column % 8]) = (factors.gain, factors.offset)
    }
    return tile
  }

  /// Columns in a block.
  private func lanes(_ block: Int) -> Int { min(8, columns - 8 * block) }

  /// Calls `body` with each block of currents and the sum of drives, for vectors that drive any row.
  private func forEachDriven(
    _ drives: [Double], _ count: Int,
    _ body: (_ vector: Int, _ block: Int, _ currents: SIMD8<Double>, _ driven: Double) -> Void
  ) {
    let currents = currents(drives, ofRows: count)
    for vector in 0..<(drives.count / count) {
      let driven = sum(drives, vector: vector, count)
      guard driven > 0 else { continue }
      for block in 0..<matrix.blocks { body(vector, block, currents[vector * matrix.blocks + block], driven) }
    }
  }
}
