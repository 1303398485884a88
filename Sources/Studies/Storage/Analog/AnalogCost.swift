import CrossbarPrimitives
import NeuralMapping
import Records

/// Energy and time of the products that classify an image.
///
/// Each product drives the rows of all tiles of a layer for the integration time; then every column is converted. Included
/// are the array, and converters by a figure of merit. Gates, amplifiers and digital sums are not.
public struct AnalogCostFigures: Figures, Hashable {
  @Figure("Energy of the arrays", .plain, "From the rows' drivers; mean over the calibration images.")
  public var arrayEnergy = Energy.zero
  @Figure("Energy of the columns' converters", .plain, "By the energy of a step, which is an assumption.")
  public var adcEnergy = Energy.zero
  @Figure("Energy of the rows' converters", .plain, "By the energy of a step, which is an assumption; none bit by bit.")
  public var dacEnergy = Energy.zero
  @Figure("Energy of an image") public var energy = Energy.zero
  @Figure("Energy of a product", .plain, "Of a layer's inputs with its weights: mean over layers.")
  public var energyPerProduct = Energy.zero
  @Figure("Energy of a multiplication and addition", .plain, "Of one input with one weight.")
  public var energyPerMultiplication = Energy.zero
  @Figure("Time that rows are driven", .plain, "Layer after layer, product after product; all tiles of a layer at once.")
  public var time = Time.zero
  public init() {}
}

/// Costs of a calibrated network, for an image.
struct AnalogCost: Sendable {
  let figures: AnalogCostFigures
  /// Of each tile, by its number; mean over the calibration images.
  let arrayEnergies: [Energy]

  /// - Parameters:
  ///   - inputs: of each layer in calibration, image by image.
  ///   - tileNumbers: of each layer's tiles among all.
  init(
    _ network: ProductNetwork, inputs: [[Double]], images: Int, _ tiles: [TileConductances], _ tileNumbers: [[Int]],
    _ result: StorageFindings, _ settings: AnalogSettings
  ) {
    let read = result.study.settings.array.read
    let time = settings.integrationTime ?? read.pulse.width
    var energies = [Energy](repeating: .zero, count: tiles.count)
    var figures = AnalogCostFigures()
    var multiplications = 0.0
    for (layer, products) in network.layers.enumerated() {
      let rows = products.read.inputCount
      multiplications += Double(rows * products.read.outputCount)
      figures.time = figures.time + time * Double(products.inputs.weights.count)
      for (number, tile) in zip(tileNumbers[layer], products.tiles) where !tile.inputs.isEmpty {
        let power = Self.drivenPower(inputs[layer], products, tile, tiles[number].rows)
        energies[number] = .joules(power * read.voltage.si * read.voltage.si * time.si / Double(images))
        figures.arrayEnergy = figures.arrayEnergy + energies[number]
        let conversions = Double(Self.conversions(tile, products.inputs))
        figures.adcEnergy = figures.adcEnergy + settings.adcStepEnergy * (conversions * Double(1 << settings.adcBits))
        if settings.inputs == .levels {
          figures.dacEnergy =
            figures.dacEnergy + settings.dacStepEnergy * (Double(tile.inputs.count) * Double(1 << settings.inputBits))
        }
      }
    }
    figures.energy = figures.arrayEnergy + figures.adcEnergy + figures.dacEnergy
    figures.energyPerProduct = figures.energy * (1 / Double(network.layers.count))
    figures.energyPerMultiplication = figures.energy * (1 / multiplications)
    (self.figures, arrayEnergies) = (figures, energies)
  }

  /// Conversions of a tile for an image.
  func conversions(_ tile: ProductTile, _ inputs: EncodedInputs) -> Int { Self.conversions(tile, inputs) }

  private static func conversions(_ tile: ProductTile, _ inputs: EncodedInputs) -> Int {
    tile.inputs.isEmpty ? 0 : tile.columns * inputs.weights.count
  }

  /// The sum over all images and products of drive times current of each row's driver, in units of the read voltage: S.
  /// Rows at different voltages also pass currents to each other, through the columns.
  private static func drivenPower(
    _ values: [Double], _ layer: ProductLayer, _ tile: ProductTile, _ rows: Grid<Double>
  ) -> Double {
    let count = layer.read.inputCount
    let matrix = ProductMatrix(Grid(rows: tile.inputs.count, columns: tile.inputs.count) { rows[$0, $1] })
    var power = 0.0
    for start in stride(from: 0, to: values.count, by: 32 * count) {
      let drives = layer.drives(Array(values[start..<min(start + 32 * count, values.count)]))
      var own: [Double] = []
      for vector in 0..<(drives.count / count) {
        own += drives[(vector * count + tile.inputs.lowerBound)..<(vector * count + tile.inputs.upperBound)]
      }
      let currents = matrix.products(own)
      for (place, drive) in own.enumerated() where drive != 0 {
        let (vector, row) = (place / matrix.columns, place % matrix.columns)
        power += drive * currents[vector * matrix.blocks + row / 8][row % 8]
      }
    }
    return power
  }
}
