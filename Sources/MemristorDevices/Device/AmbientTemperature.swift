import CrossbarPrimitives

/// The parameter by which a device's equations know the temperature of the surroundings: `ambient_temperature` in a
/// description.
///
/// The equations alone say what it changes, so netlists and compiled cells get it as they get any other parameter.
public struct AmbientTemperature: Hashable, Sendable {
  /// The scale in which the equations have it; the raw value is its spelling in a description.
  public enum Scale: String, Hashable, Sendable, CaseIterable {
    case kelvin = "K"
    case celsius = "C"
  }

  /// Name of the subcircuit's parameter.
  public var parameter: String
  /// Of the parameter's value.
  public var scale: Scale

  /// The parameter's value at a temperature, in its scale.
  func value(at temperature: Temperature) -> Double { scale == .kelvin ? temperature.kelvin : temperature.celsius }
}

extension DeviceDescription {
  /// The device in surroundings of a temperature: the parameter of `ambientTemperature`, if there is one, is a constant
  /// of that value.
  public func at(_ temperature: Temperature) -> DeviceDescription {
    var description = self
    description.temperature = temperature
    guard let ambient = ambientTemperature else { return description }
    var parameter = DeviceParameter(ambient.parameter, .constant(ambient.value(at: temperature)))
    (parameter.unit, parameter.meaning) = (ambient.scale.rawValue, "temperature of the surroundings")
    guard let known = index(of: ambient.parameter) else {
      description.parameters.append(parameter)
      return description
    }
    description.parameters[known].value = parameter.value
    return description
  }
}

extension MemristorDevice {
  /// Of the surroundings. Without one that was asked for, equations keep the value that they or the description have.
  public var temperature: Temperature { description.temperature ?? .nominal }

  /// A warning about a temperature of which the equations know nothing; nil where they do, and where none but 27 °C was
  /// asked for.
  public var temperatureWarning: String? {
    guard let asked = description.temperature, asked != .nominal, description.ambientTemperature == nil, !readsTemperature else {
      return nil
    }
    return "the equations of the device '\(name)' do not depend on temperature: at \(asked) they are those of "
      + "\(Temperature.nominal), and only the circuit around it changes"
  }

  /// Whether a formula reads the circuit's temperature itself, as ngspice's `temper`.
  private var readsTemperature: Bool {
    equations.cards.contains { card in
      switch card.kind {
      case .behaviouralCurrent(_, _, let formula), .behaviouralVoltage(_, _, let formula): formula.parameters.contains("temper")
      default: false
      }
    }
  }
}
