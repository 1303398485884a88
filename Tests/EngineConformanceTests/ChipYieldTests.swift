import CompiledDevices
import CrossbarPrimitives
import Foundation
import Netlisting
import Testing

@testable import MemristorDevices

/// The assumed spread of SKY130's memristor against the yields that were measured on its chip: 1T1R cells with the process's
/// pulses of 1 us, SET with 1.7 V on the word and 2.4 V on the bit line, RESET with 2.5 V on the word and 2.6 V on the source
/// line.
///
/// A cell is SET if it conducts 30 uS or more, the least that was measured of formed cells, and RESET if it conducts less. Each
/// pulse starts from the opposite state of the description.
@Suite struct ChipYieldTests {
  /// Measured shares.
  static let measured = (set: 0.9745, reset: 0.9083)
  static let threshold = 30e-6

  /// The conductances of drawn cells after one pulse, S: a SET from HRS or a RESET from LRS.
  static func conductances(after isSet: Bool, of device: MemristorDevice, count: Int, seed: UInt64) throws -> [Double] {
    let card = try #require(try ModelLibrary(text: PublishedCell.card, source: "n.mod").typed().models.first)
    let path = CellPath(
      bitLineResistance: 0, sourceLineResistance: 0, transistor: try CompiledTransistor(card, width: 7e-6, length: 0.5e-6),
      offCells: 0)
    func line(_ voltage: Double) -> [Double] { [0, voltage, voltage, 0] }
    let drive = CellDrive(
      times: [0, 1e-8, 1.01e-6, 1.02e-6], bitLine: line(isSet ? 2.4 : 0), sourceLine: line(isSet ? 0 : 2.6),
      gate: Array(repeating: isSet ? 1.7 : 2.5, count: 4), sampleTime: 1.01e-6)
    let cells = (0..<count).map { device.draw(seed: seed, index: $0) }
    let jobs = cells.map {
      CellJob(
        parameters: $0.values, states: $0.compiledStates(at: isSet ? 0 : 1), path: 0, drive: 0,
        stateScales: device.stateScales, stateOrigins: device.stateOrigins)
    }
    let runs = CellIntegrator(try device.compiled.get(), relativeTolerance: 1e-4).run(jobs, paths: [path], drives: [drive])
    return zip(cells, runs).map { cell, run in
      #expect(run.status == .done, "\(run.status)")
      return 1 / cell.resistance(state: device.fraction(of: run.states)).si
    }
  }

  /// The share of them that are as the pulse should leave them.
  static func success(_ conductances: [Double], isSet: Bool) -> Double {
    Double(conductances.filter { ($0 >= threshold) == isSet }.count) / Double(conductances.count)
  }

  /// Within three standard errors of that many cells.
  @Test(arguments: [true, false]) func theSpreadGivesTheChipsYields(isSet: Bool) throws {
    let count = 2000
    let found = try Self.conductances(after: isSet, of: MemristorDevice("sky130-hfo2"), count: count, seed: 1)
    let (share, expected) = (Self.success(found, isSet: isSet), isSet ? Self.measured.set : Self.measured.reset)
    let error = (expected * (1 - expected) / Double(count)).squareRoot()
    #expect(abs(share - expected) < 3 * error, "\(share), measured \(expected)")
    // Formed cells were measured at 30 to 120 uS.
    let sorted = found.sorted()
    if isSet { #expect(sorted[count / 20] > 30e-6 && sorted[count * 19 / 20] < 120e-6) }
  }

  /// Prints the deviations of e_g and e_r with which the yields come out, to be put into the description:
  /// `MXBAR_FIT_SKY130=1 swift test --filter ChipYieldTests`.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["MXBAR_FIT_SKY130"] != nil), arguments: [true, false])
  func fitTheSpread(isSet: Bool) throws {
    let (name, wanted) = isSet ? ("e_g", Self.measured.set) : ("e_r", Self.measured.reset)
    func share(_ deviation: Double, count: Int, seed: UInt64) throws -> Double {
      let logMean = log(isSet ? 1.501 : 1.5)
      let device = try MemristorDevice(
        yaml: "name: trial\nlike: sky130-hfo2\nparameters: {\(name): {log_mean: \(logMean), log_sd: \(deviation)}}",
        source: "trial")
      return Self.success(try Self.conductances(after: isSet, of: device, count: count, seed: seed), isSet: isSet)
    }
    var (low, high) = (0.02, 0.3)
    for _ in 0..<10 {
      let middle = (low + high) / 2
      if try share(middle, count: 10_000, seed: 7) > wanted { low = middle } else { high = middle }
    }
    let found = (low + high) / 2
    print("\(name): \(found), in other cells \(try share((found * 1000).rounded() / 1000, count: 10_000, seed: 8))")
  }
}
