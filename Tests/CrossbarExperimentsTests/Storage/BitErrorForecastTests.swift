import CrossbarArrays
import CrossbarPrimitives
import Foundation
import MemristorDevices
import NgspiceBridge
import Testing

@testable import CrossbarExperiments

@Suite struct BitErrorForecastTests {
  private func settings(_ change: (inout StorageSettings) -> Void = { _ in }) throws -> StorageSettings {
    var settings = StorageSettings(array: try configuration(try drawnDevice()))
    change(&settings)
    return settings
  }

  /// Without a circuit: V_SET beyond 5 V (3.48 %) or R_LRS beyond 10 kohm (0.225 %); V_RESET (2.2 %) or R_HRS (0.398 %).
  @Test func theStatisticsAloneGiveThePublishedFailures() throws {
    let forecast = try #require(BitErrorForecast(idealRules(try settings()), rows: 1))
    // Devices that need not switch are right already: a 1 whose R_HRS is below the threshold, a 0 whose R_LRS is above.
    let one = 0.0348 * (1 - 0.00398) + (1 - 0.0348) * 0.00225
    let zero = 0.0218 * (1 - 0.00225) + (1 - 0.0218) * 0.00398
    #expect(abs(forecast.errorProbability(of: true, row: 0) - one) < 1e-4)
    #expect(abs(forecast.errorProbability(of: false, row: 0) - zero) < 2e-4)
  }

  /// The integral against drawn cells, one by one, under all that it covers.
  @Test(arguments: 0..<6)
  func itIsWhatDrawnCellsAverageTo(variant: Int) async throws {
    let settings = try settings { settings in
      settings.sample = 0
      switch variant {
      case 0: break
      case 1: settings.array.initialState = .random
      case 2: settings.array.initialState = .hrs
      case 3: settings.faults = CellFaults(stuckOn: 0.03, stuckOff: 0.05)
      case 4: settings.readNoise = 0.3
      default: settings.rewrites = 4
      }
    }
    let engine = NgspiceEngine.shared
    let rules = try await RuleCalibration(settings: settings, rows: 32, engine: engine).rules()
    let forecast = try #require(BitErrorForecast(rules, rows: 32))
    let storage = try TileStorage(settings: settings, seed: 2, rules: rules, engine: engine)
    let bits = Grid<Bool>(rows: 1024, columns: 32) { ($0 + $1) % 2 == 0 }
    let plan = try TilePlan(layers: [bits], cellsPerCode: [1], size: 32)
    let rows = TileRow.rows(of: [bits], in: plan, settings: settings, seed: 2)
    var (errors, expected, variance) = ([true: 0.0, false: 0], [true: 0.0, false: 0], [true: 0.0, false: 0])
    for cell in rows.flatMap(\.cells) {
      let probability = forecast.errorProbability(of: cell.target, row: cell.row)
      if storage.ruled(cell).bit(settings.array.read) != cell.target { errors[cell.target]? += 1 }
      expected[cell.target]? += probability
      variance[cell.target]? += probability * (1 - probability)
    }
    for bit in [true, false] {
      let deviation = ((errors[bit] ?? 0) - (expected[bit] ?? 0)) / (variance[bit] ?? 1).squareRoot()
      #expect(abs(deviation) < 3.5, "\(bit): \(deviation) standard errors")
    }
  }

  @Test func whatDependsOnMoreThanOneDrawHasNoForecast() throws {
    for change in [{ $0.redraws = true }, { $0.remaps = true }, { $0.retentionTime = .seconds(1) }]
      as [(inout StorageSettings) -> Void]
    {
      #expect(BitErrorForecast(idealRules(try settings(change)), rows: 1) == nil)
    }
  }
}
