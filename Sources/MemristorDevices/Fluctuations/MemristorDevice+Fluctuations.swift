import CrossbarPrimitives
import Netlisting

extension DeviceDescription {
  /// The device without its spread: every parameter is a constant at its median. Fluctuations stay.
  public var typical: DeviceDescription {
    var description = self
    for index in parameters.indices { description.parameters[index].value = .constant(parameters[index].median) }
    description.correlations = []
    return description
  }

  /// The description with a parameter for each stop of a device that fluctuates: one that only the equations know becomes a
  /// constant of their default, which draws can then move.
  /// - Throws: `DeviceError.model` for a parameter that the equations do not have as a plain number; `NetlistError`.
  func withStops(of library: ModelLibrary) throws -> DeviceDescription {
    guard fluctuates else { return self }
    let equations = try library.typed().subcircuits.first { $0.name.lowercased() == subcircuit.lowercased() }
    var description = self
    for stop in fluctuations.stops where index(of: stop.parameter) == nil {
      guard let value = equations?.values(of: [:])?[stop.parameter.lowercased()] else {
        throw DeviceError.model(
          source: library.source,
          reason: "'\(subcircuit)' has no parameter '\(stop.parameter)' with a default, by which a SET would stop")
      }
      var parameter = DeviceParameter(stop.parameter, .constant(value))
      (parameter.meaning, parameter.source) = ("where a SET stops", "equations")
      description.parameters.append(parameter)
    }
    return description
  }
}

extension MemristorDevice {
  /// How its writes and reads differ from each other; empty unless it fluctuates.
  public var fluctuations: Fluctuations { description.fluctuates ? description.fluctuations : Fluctuations() }

  /// A device as it is in one of its writes: its parameters in that cycle, and where this SET stops.
  public func draw(seed: UInt64, at count: WriteCount) -> Memristor {
    var memristor = draw(seed: seed, index: count.cell, cycle: count.cycle)
    for stop in fluctuations.stops {
      guard let index = description.index(of: stop.parameter) else { continue }
      memristor.values[index] = parameters[index].bounded(stop.value(memristor.values[index], at: count, seed: seed))
    }
    return memristor
  }

  /// A device at given standard scores in a SET that stops where a score for each of `fluctuations.stops` says.
  public func memristor(scores: [Double], stops: [Double]) -> Memristor {
    var memristor = memristor(scores: scores)
    for (stop, score) in zip(fluctuations.stops, stops) {
      guard let index = description.index(of: stop.parameter) else { continue }
      memristor.values[index] = parameters[index].bounded(stop.value(memristor.values[index], score: score))
    }
    return memristor
  }

  /// Whether a RESET leaves a cell stuck in LRS for ever.
  /// - Parameter reset: counts the RESETs of the cell, from 1.
  public func isStuck(cell: Int, after reset: Int, seed: UInt64) -> Bool {
    guard let probability = fluctuations.stuckPerReset else { return false }
    var stream = RandomStream(seed: seed, purpose: "stuck after RESET \(reset)", index: cell)
    return stream.uniform() < probability
  }
}
