import CrossbarPrimitives
import Foundation
import MemristorDevices
import Netlisting

/// One individual device on its way out: its subcircuit with its own values as defaults, and what is known of each of them.
///
///     let device = try ExportedDevice(try MemristorDevice("ag-mos2"), .drawn(seed: 1, index: 3))
///     let files = try DeviceExportFormat.verilogA.files(of: device)
public struct ExportedDevice: Sendable {
  /// Which device of its kind it is.
  public enum Choice: Hashable, Sendable {
    /// The one with every parameter at its median.
    case median
    /// The one that a study with this seed draws as number `index`.
    case drawn(seed: UInt64, index: Int)

    var words: String {
      switch self {
      case .median: "the median device, with every parameter at its median"
      case .drawn(let seed, let index): "device number \(index) of those drawn with seed \(seed)"
      }
    }
  }

  /// A parameter of the subcircuit, and what a reader needs to know of its default.
  struct Parameter: Sendable {
    /// As in the subcircuit.
    let name: String
    /// This device's value; a formula only where the equations have one and nothing replaced it.
    let value: CircuitExpression
    /// Empty for a pure number or where none is known.
    let unit: String
    /// In words; empty where none is known.
    let meaning: String
    /// Where the value is from.
    let origin: String
    /// The state that starts at this parameter's value; nil for other parameters.
    let initialState: DeviceState?
  }

  /// The kind that it is one of.
  public let device: MemristorDevice
  /// Which one of them.
  public let choice: Choice
  /// Every parameter of the subcircuit, in its order.
  let parameters: [Parameter]
  /// The device's equations, with this device's values as defaults.
  package let definition: SubcircuitDefinition
  /// The command or program that wrote it, for the files' comments; empty for none.
  public var author = ""

  /// - Parameters:
  ///   - changes: values that take the place of the chosen device's, by parameter name in any letter case, in the units of the
  ///     device's equations.
  ///   - state: where the memory starts, from 0 (HRS) to 1 (LRS); nil for where the equations start it.
  /// - Throws: `DeviceError.model` for a change of a parameter that does not exist, or to what is no number or no state.
  public init(_ device: MemristorDevice, _ choice: Choice, changes: [String: Double] = [:], state: Double? = nil)
    throws(DeviceError)
  {
    let memristor =
      switch choice {
      case .median: device.median()
      case .drawn(let seed, let index): device.draw(seed: seed, index: index)
      }
    let known = device.equations.parameters.map { $0.name.lowercased() }
    for (name, value) in changes.sorted(by: { $0.key < $1.key }) {
      guard known.contains(name.lowercased()) else {
        throw .model(
          source: device.name, reason: "the device has no parameter '\(name)'; it has \(known.joined(separator: ", "))")
      }
      guard value.isFinite else { throw .model(source: device.name, reason: "'\(name)' is \(value); allowed are numbers") }
      let started = device.description.states.first { $0.initial.lowercased() == name.lowercased() }
      if let state = started, !state.limits.contains(value) {
        let text = { SpiceNumber.shortest($0) }
        throw .model(
          source: device.name,
          reason: "'\(name)', where the state '\(state.node)' starts, is \(text(value)); allowed is "
            + "\(text(state.limits.lowerBound)) to \(text(state.limits.upperBound))")
      }
    }
    var given = Dictionary(changes.map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
    if let state { given[device.memory.initial.lowercased()] = device.memory.value(at: state) }
    parameters = zip(known, device.equations.parameters).map { key, parameter in
      Self.parameter(parameter, given: given[key], of: memristor, choice)
    }
    self.device = device
    self.choice = choice
    var definition = device.equations
    definition.parameters = parameters.map { .init($0.name, $0.value) }
    self.definition = definition
    try checkFormulas()
  }

  /// Every formula has a value: finite numbers, and parameters that are defined.
  /// - Throws: `DeviceError.model` with the card or parameter.
  private func checkFormulas() throws(DeviceError) {
    let assigned = (definition.parameters + definition.locals).map { ($0.name, [$0.value]) }
    let known = CircuitExpression.quantities.union(assigned.map { $0.0.lowercased() })
    for (place, formulas) in assigned + definition.cards.map({ ($0.name, $0.expressions) }) {
      for formula in formulas {
        if let name = formula.parameters.subtracting(known).min() {
          throw .model(source: device.library.source, reason: "\(place): the parameter '\(name)' is not defined")
        }
        if let number = formula.numbers.first(where: { !$0.isFinite }) {
          throw .model(source: device.library.source, reason: "\(place): \(number) is no finite number")
        }
      }
    }
  }

  /// - Parameter value: what takes the place of the device's; nil for none.
  private static func parameter(
    _ parameter: Card.Assignment, given value: Double?, of memristor: Memristor, _ choice: Choice
  ) -> Parameter {
    let (device, name) = (memristor.device, parameter.name.lowercased())
    let index = device.parameters.firstIndex { $0.name.lowercased() == name }
    let known = index.map { device.parameters[$0] }
    let state = device.description.states.first { $0.initial.lowercased() == name }
    let own = index.map { memristor.values[$0] }
    let origin =
      if value != nil { "set for this export" } else if let known { known.origin(choice) } else { "default of the equations" }
    return Parameter(
      name: parameter.name, value: (value ?? own).map { .number($0) } ?? parameter.value,
      unit: pure(known?.unit ?? state?.unit ?? ""),
      meaning: known?.meaning ?? state.map { "state \($0.node) at the start" } ?? "", origin: origin, initialState: state)
  }

  /// Descriptions write the unit of a pure number as 1.
  private static func pure(_ unit: String) -> String { unit == "1" ? "" : unit }
}

extension DeviceParameter {
  /// How this parameter's value in a device came about, with its source.
  fileprivate func origin(_ choice: ExportedDevice.Choice) -> String {
    let number = { SpiceNumber.shortest(Double(String(format: "%.6g", $0)) ?? $0) }
    let taken = choice == .median ? "the median" : "a draw"
    let words =
      switch value {
      case .constant: "a constant of the description"
      case .distributed(.logNormal(let distribution)):
        "\(taken) of a log-normal distribution, median \(number(median)) and sigma \(number(distribution.logStandardDeviation)) "
          + "of the natural logarithm"
      case .distributed(.normal(let distribution)):
        "\(taken) of a normal distribution, mean \(number(distribution.mean)) and sigma \(number(distribution.standardDeviation))"
      }
    return source.isEmpty ? words : "\(words) (\(source))"
  }
}
