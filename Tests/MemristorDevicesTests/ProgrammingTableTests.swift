import CrossbarPrimitives
import Foundation
import MemristorDevices
import Testing

@Suite struct ProgrammingTableTests {
  private let text = """
    # device: sky130-hfo2, seed 7
    level,target_S,time_s,mean_S,sd_S,reached_share
    0,2e-05,0,2e-05,1e-06,1
    1,6e-05,0,6.1e-05,2e-06,0.75
    0,2e-05,1,2.2e-05,3e-06,1
    1,6e-05,1,5.5e-05,4e-06,0.75
    0,2e-05,100,2.4e-05,5e-06,1
    1,6e-05,100,5.1e-05,8e-06,0.75

    """

  private func read(_ text: String) throws -> ProgrammingTable { try .read(Data(text.utf8), source: "p.csv") }

  @Test func writesWhatItRead() throws {
    let table = try read(text)
    #expect(table.targets == [.microsiemens(20), .microsiemens(60)] && table.times.map(\.si) == [0, 1, 100])
    #expect(table.notes == ["device: sky130-hfo2, seed 7"] && table.outcomes[1, 1].reachedShare == 0.75)
    #expect(table.csv == text)
    #expect(try read(table.csv) == table)
    #expect(table.boundaries == [.microsiemens(40)] && table.timeRange == .zero ... .seconds(100))
  }

  /// Levels may be left out, columns may stand in any order, and units may have prefixes.
  @Test func readsOtherSpellings() throws {
    let other = """
      sd_uS;mean_uS;target_uS;time_ms;lot
      2;61;60;0;A
      1;20;20;0;A
      4;55uS;60;1e3;A
      3;22;20;1s;A
      """
    let table = try read(other)
    #expect(table.times.map(\.si) == [0, 1] && table.targets.map(\.si) == [20e-6, 60e-6])
    #expect(abs(table.outcomes[1, 1].mean.si - 55e-6) < 1e-18 && table.outcomes[0, 1].reachedShare == nil)
    #expect(table.isReached(level: 1, seed: 1, cell: 0))
  }

  @Test(arguments: [
    ("level,target_S,time_s,mean_S\n", "line 1", "the column 'sd_S' is missing; expected level,target_S,time_s,mean_S,sd_S"),
    ("target_S,time_s,mean_S,sd_V\n", "line 1", "the unit 'V' of the column 'sd_V' is not understood"),
    ("target_S,time_s,mean_S,sd_S\n1e-5,0,1e-5,x\n", "line 2", "the sd is 'x'"),
    ("target_S,time_s,mean_S,sd_S\n# note\n1e-5,0,1e-5,-1\n", "line 3", "allowed is 0 and above"),
    ("target_S,time_s,mean_S,sd_S\n1e-5,0,1e-5\n", "line 2", "there is no sd_S"),
    ("target_S,time_s,mean_S,sd_S\n0,0,1e-5,0\n", "line 2", "the target is 0 S"),
    (
      "level,target_S,time_s,mean_S,sd_S\n0,1e-5,0,1e-5,0\n1,5e-6,0,1e-5,0\n", "line 2",
      "level 0 has the target 1e-05 S, which is number 1"
    ),
    ("level,target_S,time_s,mean_S,sd_S\n0.5,1e-5,0,1e-5,0\n", "line 2", "the level is 0.5"),
    ("target_S,time_s,mean_S,sd_S,reached_share\n1e-5,0,1e-5,0,2\n", "line 2", "allowed is 0 to 1"),
    ("target_S,time_s,mean_S,sd_S\n1e-5,0,1e-5,0\n1e-5,0,1e-5,0\n2e-5,0,1e-5,0\n", "line 3", "there twice"),
    ("target_S,time_s,mean_S,sd_S\n1e-5,0,1e-5,0\n", "'p.csv'", "it has 1 target conductances; at least 2 are needed"),
    (
      "target_S,time_s,mean_S,sd_S\n1e-5,0,1e-5,0\n2e-5,0,1e-5,0\n1e-5,1,1e-5,0\n", "'p.csv'",
      "the target 2e-05 S (level 1) is missing at 1 s"
    ), ("", "'p.csv'", "the file is empty"),
  ])
  func saysWhatIsWrongAndWhere(text: String, place: String, reason: String) {
    let error = #expect(throws: DeviceError.self) { try read(text) }
    let words = error?.description ?? ""
    #expect(words.contains(place) && words.contains(reason), "\(words)")
  }

  /// Twenty thousand cells: the mean within 4 standard errors, the standard deviation within 2 %.
  @Test func drawsHaveTheTablesMoments() throws {
    let table = try read(text)
    for (time, mean, deviation) in [(0.0, 61e-6, 2e-6), (1, 55e-6, 4e-6), (10, 53e-6, 6e-6), (0.5, 58e-6, 3e-6)] {
      let drawn = try #require(
        Summary((0..<20_000).map { table.conductance(level: 1, at: .seconds(time), seed: 3, cell: $0).si }))
      #expect(abs(drawn.mean - mean) < 4 * deviation / 20_000.0.squareRoot(), "\(time) s")
      #expect(abs(drawn.standardDeviation / deviation - 1) < 0.02, "\(time) s")
    }
    let reached = (0..<20_000).count { table.isReached(level: 1, seed: 3, cell: $0) }
    #expect(abs(Double(reached) / 20_000 - 0.75) < 0.0125)
  }

  @Test func isLinearInTheTarget() throws {
    let table = try read(text)
    let middle = table.outcome(target: .microsiemens(30), at: .zero)
    #expect(abs(middle.mean.si - 30.25e-6) < 1e-12 && abs(middle.standardDeviation.si - 1.25e-6) < 1e-12)
    #expect(table.outcome(target: .microsiemens(60), at: .seconds(1)) == table.outcomes[1, 1])
    let beyond = table.outcome(target: .microsiemens(100), at: .seconds(1e6))
    #expect(abs(beyond.mean.si - 91e-6) < 1e-12 && beyond.standardDeviation == .microsiemens(8))
    #expect(abs(table.outcome(target: .microsiemens(10), at: .zero).mean.si - 10e-6) < 1e-12)
  }

  /// A cell keeps its place among the others, whatever is asked first; nothing conducts less than nothing.
  @Test func aCellIsTheSameCellAtEveryTime() throws {
    let table = try read(text)
    func scores(_ time: Double) -> [Double] {
      (0..<100).map { cell in
        let outcome = table.outcome(level: 1, at: .seconds(time))
        return (table.conductance(level: 1, at: .seconds(time), seed: 5, cell: cell) - outcome.mean)
          / outcome.standardDeviation
      }
    }
    let (late, early) = (scores(100), scores(0))
    #expect(zip(late, early).allSatisfy { abs($0 - $1) < 1e-9 } && Set(early).count == 100)
    let wide = ProgrammingTable(
      targets: [.microsiemens(1), .microsiemens(2)], times: [.zero],
      outcomes: Grid(
        rows: 1, columns: 2, repeating: .init(mean: .microsiemens(1), standardDeviation: .microsiemens(10))))
    #expect((0..<1000).allSatisfy { wide.conductance(level: 0, at: .zero, seed: 1, cell: $0) >= .zero })
  }
}
