import CrossbarPrimitives
import NeuralMapping
import Testing

@testable import Studies

@Suite struct TilePlanTests {
  private func grid(_ rows: Int, _ columns: Int) -> Grid<Bool> { Grid(rows: rows, columns: columns, repeating: false) }

  /// 785 x 256, 65 x 256 and 65 x 40 cells in tiles of 128: seven rows of two tiles, one of two, and one.
  @Test func aNetworkForMNISTNeedsSeventeenTiles() throws {
    let plan = try TilePlan(
      layers: [grid(785, 256), grid(65, 256), grid(65, 40)], cellsPerCode: [4, 4, 4], size: 128)
    #expect(plan.tiles.count == 17 && plan.cells == 220_200)
    #expect(plan.tiles.map(\.layer) == Array(repeating: 0, count: 14) + [1, 1, 2])
    #expect(plan.tiles[12].rows == 768..<785, "the biases are in the last row of tiles")
  }

  @Test(arguments: [(1, 0), (3, 0), (4, 1), (5, 2)])
  func everyCodeHasOnePlaceAndEveryCellOneNumber(cellsPerCode: Int, spareCodes: Int) throws {
    let layers = [grid(9, 7 * cellsPerCode), grid(8, 3 * cellsPerCode)]
    let plan = try TilePlan(
      layers: layers, cellsPerCode: [cellsPerCode, cellsPerCode], size: 16, spareCodes: spareCodes)
    for (layer, grid) in layers.enumerated() {
      let codes = plan.tiles.filter { $0.layer == layer }.flatMap { tile in
        tile.rows.flatMap { row in tile.outputs.map { SIMD2(row, $0) } }
      }
      #expect(codes.count == grid.rows * grid.columns / cellsPerCode && Set(codes).count == codes.count)
    }
    for tile in plan.tiles {
      #expect(tile.columns == (tile.outputs.count + spareCodes) * cellsPerCode)
      #expect(tile.columns <= 16 && tile.rows.count <= 16)
    }
    let numbers = plan.tiles.flatMap { tile in
      (0..<tile.rows.count).flatMap { row in (0..<tile.columns).map { tile.cell(row: row, column: $0) } }
    }
    #expect(numbers == Array(0..<plan.cells))
  }

  @Test func aTileThatHoldsNoCodeIsRefused() throws {
    #expect(throws: StorageError.tileTooSmall(size: 8, cellsPerCode: 4, spareCodes: 2)) {
      try TilePlan(layers: [grid(2, 4)], cellsPerCode: [4], size: 8, spareCodes: 2)
    }
    let text = StorageError.tileTooSmall(size: 8, cellsPerCode: 4, spareCodes: 2).description
    #expect(text.contains("8 columns") && text.contains("allowed is 12 columns or more"))
  }
}
