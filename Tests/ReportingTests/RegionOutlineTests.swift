import CrossbarPrimitives
import Testing

@testable import Reporting

@Suite struct RegionOutlineTests {
  private func region(_ rows: [String]) -> Grid<Bool> {
    Grid(rows: rows.count, columns: rows[0].count) { row, column in Array(rows[row])[column] == "#" }
  }

  /// The area inside by the shoelace formula, and the length; the first two corners come twice.
  private func measures(_ loops: [[SIMD2<Double>]]) -> (area: Double, length: Double) {
    var (area, length) = (0.0, 0.0)
    for loop in loops {
      for (one, next) in zip(loop.dropLast(), loop.dropFirst()).dropLast() {
        area += (one.x * next.y - next.x * one.y) / 2
        length += abs(next.x - one.x) + abs(next.y - one.y)
      }
    }
    return (area, length)
  }

  @Test func oneLoopGoesAroundARegion() throws {
    let loops = RegionOutline(region(["....", ".##.", ".#.."])).loops
    #expect(loops.count == 1)
    #expect(loops[0].prefix(2) == loops[0].suffix(2))
    let (area, length) = measures(loops)
    #expect(area == 3 && length == 8)
    #expect(loops[0].allSatisfy { $0.x >= 0.5 && $0.x <= 2.5 && $0.y >= 0.5 && $0.y <= 2.5 })
  }

  @Test func holesAndTouchingCornersAreOutlinedToo() {
    let (ring, ringLength) = measures(RegionOutline(region(["###", "#.#", "###"])).loops)
    #expect(ring == 8 && ringLength == 16)
    let (corners, cornersLength) = measures(RegionOutline(region(["#.", ".#"])).loops)
    #expect(corners == 2 && cornersLength == 8)
  }

  @Test func nothingHasNoOutline() { #expect(RegionOutline(region(["..", ".."])).loops.isEmpty) }
}
