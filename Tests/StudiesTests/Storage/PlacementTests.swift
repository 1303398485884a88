import CrossbarArrays
import CrossbarPrimitives
import DeviceFixtures
import MemristorDevices
import Testing

@testable import Studies

@Suite struct PlacementTests {
  private let codes: [ArraySlice<Int>] = [[1, 0], [0, 0], [1, 1]]

  private func tile(spare: Int) throws -> Tile {
    try TilePlan(
      layers: [Grid(rows: 1, columns: 6, repeating: false)], cellsPerCode: [2], size: 16, spareCodes: spare
    ).tiles[0]
  }

  private func faults(_ faulty: [Int: CellFault], of tile: Tile) -> [CellFault?] { (0..<tile.columns).map { faulty[$0] } }

  @Test func aCellThatIsStuckAtItsBitIsNoReasonToMove() throws {
    let tile = try tile(spare: 1)
    let placement = RowPlacement(
      avoiding: faults([0: .stuckOn, 1: .stuckOff, 4: .stuckOn], of: tile), tile: tile, codes: codes)
    #expect(placement.places == [0, 1, 2] && placement.wrongBits == 0 && placement.movedCodes == 0)
  }

  @Test func aSpoiledCodeMovesToASparePlaceThatFits() throws {
    let tile = try tile(spare: 2)
    // Output 0 cannot hold its 1; the first spare place would spoil it as well, the second one would not.
    let placement = RowPlacement(
      avoiding: faults([0: .stuckOff, 6: .stuckOff], of: tile), tile: tile, codes: codes)
    #expect(placement.places == [4, 1, 2] && placement.wrongBits == 0 && placement.movedCodes == 1)
  }

  @Test func whatCannotBeAvoidedIsCounted() throws {
    let tile = try tile(spare: 1)
    let faulty: [Int: CellFault] = [0: .stuckOff, 3: .stuckOn, 5: .notWorking]
    let placement = RowPlacement(avoiding: faults(faulty, of: tile), tile: tile, codes: codes)
    #expect(placement.places == [3, 1, 2], "the only spare place goes to the first code in need")
    #expect(placement.wrongBits == 2)
    #expect(RowPlacement(unmoved: tile, codes: codes, faults: faults(faulty, of: tile)).wrongBits == 3)
  }

  @Test func faultsComeAsOftenAsAskedFor() throws {
    let device = try usualDevice()
    let faults = CellFaults(stuckOn: 0.1, stuckOff: 0.05, countsYield: true)
    let count = 20_000
    let drawn = (0..<count).compactMap { faults.fault(of: $0, seed: 3, device: device) }
    // A yield of 40 %; of the working cells a tenth and a twentieth are stuck.
    for (fault, share) in [(CellFault.notWorking, 0.6), (.stuckOn, 0.04), (.stuckOff, 0.02)] {
      let expected = Double(count) * share
      #expect(abs(Double(drawn.count { $0 == fault }) - expected) < 4 * (expected * (1 - share)).squareRoot(), "\(fault)")
    }
    #expect(abs(faults.share(holding: true, device: device) - 0.04) < 1e-12)
    #expect(abs(faults.share(holding: false, device: device) - 0.62) < 1e-12)
  }
}
