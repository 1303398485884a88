import CompiledDevices
import CrossbarPrimitives
import Foundation
import Netlisting

/// A kind of memristor: everything known about it, from its folder `models/<name>`.
///
/// The equations exist once, as the subcircuit in its `.sub` file; netlists, the compiled form and `Memristor.current`
/// all derive from it. The state in studies is the fraction of the way from the high-resistance state (0) to the
/// low-resistance state (1), whatever range the inner node has. Individual devices are `Memristor`s:
///
///     let device = try MemristorDevice.usual()
///     let cells = (0..<16).map { device.draw(seed: 1, index: $0) }
public final class MemristorDevice: Sendable {
  /// Its parameters, states and limits, as the folder's YAML file has them.
  public let description: DeviceDescription
  /// The user's equations, followed by the form whose states are held.
  public let library: ModelLibrary
  /// The parsed subcircuit, and its form with held states.
  public let equations, heldEquations: SubcircuitDefinition
  /// Whether a positive voltage from the subcircuit's first terminal to the second SETs.
  let isSetTerminalFirst: Bool
  /// The compiled equations, or the reason why they cannot be compiled.
  package let compiled: Result<CompiledDevice, CompilationRefusal>
  /// Position of `memory` among the compiled states.
  public let memoryIndex: Int
  /// Lower bound of the magnitude against which the error of each compiled state is measured, in the state's unit.
  public let stateScales: [Double]
  /// Each compiled state without a filament, the origin of its motion, in the state's unit.
  public let stateOrigins: [Double]
  /// Draws standard scores with `description.correlations`.
  private let correlation: CorrelatedScores
  /// Position of each role's parameter among the parameters.
  private let roles: [DeviceRole: Int]

  /// Joins a description with its equations and checks that they fit.
  ///
  /// - Throws: `DeviceError.model` where description and equations do not match, `NetlistError` for equations that are
  ///   not those of a behavioural two-terminal device.
  public init(_ described: DeviceDescription, equations library: ModelLibrary) throws {
    let description = try described.withStops(of: library)
    let model = try TwoTerminalModel(description, equations: library)
    (equations, heldEquations, self.library) = (model.equations, model.heldEquations, model.library)
    self.description = description
    correlation = CorrelatedScores(description)
    (isSetTerminalFirst, compiled) = (model.isSetTerminalFirst, model.compiled)
    let names = ((try? compiled.get())?.equations.states ?? []).map { $0.lowercased() }
    let states = names.map { name in description.states.first { $0.node.lowercased() == name } }
    memoryIndex = names.firstIndex(of: description.states[0].node.lowercased()) ?? 0
    stateOrigins = states.map { $0?.highResistance ?? 0 }
    stateScales = states.map { state in state.map { $0.scale ?? abs($0.lowResistance - $0.highResistance) } ?? 1 }
    roles = Dictionary(
      description.parameters.enumerated().compactMap { index, parameter in parameter.role.map { ($0, index) } },
      uniquingKeysWith: { first, _ in first })
    if median().current(at: readVoltage, state: 0).si.isNaN { throw model.currentOfNoVoltage }
  }

  /// That of the description, for messages and records.
  public var name: String { description.name }
  /// Those of the description; values of a `Memristor` have the same order.
  public var parameters: [DeviceParameter] { description.parameters }

  /// The state that studies see, the description's first. Others, such as a temperature, start anew with every pulse.
  public var memory: DeviceState { description.states[0] }

  /// The voltage at which the device's resistances are defined.
  public var readVoltage: Voltage { description.readVoltage }

  /// The distribution of the parameter with a role; nil if there is no such parameter or it is a constant.
  public func distribution(of role: DeviceRole) -> ParameterDistribution? { parameter(role)?.distribution }

  /// Position of a role's parameter among the parameters; nil if the device has none.
  func index(of role: DeviceRole) -> Int? { roles[role] }

  /// Nil if no parameter has the role.
  public func parameter(_ role: DeviceRole) -> DeviceParameter? { roles[role].map { parameters[$0] } }

  /// Column headers of the distributed parameters, in which devices differ: `v_set_V`.
  public var drawnColumns: [String] { parameters.filter { $0.distribution != nil }.map(\.key) }

  /// The value of any of the subcircuit's parameters: the median of one that the description knows, else the default.
  ///
  /// - Throws: `DeviceError.model` for a parameter that the subcircuit does not have as a plain number.
  package func defaultValue(of name: String) throws(DeviceError) -> Double {
    if let index = description.index(of: name) { return parameters[index].median }
    guard let value = equations.values(of: [:])?[name.lowercased()] else {
      throw .model(source: library.source, reason: "'\(equations.name)' has no parameter '\(name)' with a default")
    }
    return value
  }

  // MARK: Drawing

  /// The device with every parameter at its median.
  ///
  /// - Parameter values: by parameter name, in SI units; these take the median's place.
  public func median(_ values: [String: Double] = [:]) -> Memristor {
    Memristor(device: self, values: parameters.map { values[$0.name] ?? $0.median })
  }

  /// A device with the given resistance as R_LRS and as R_HRS, for cells of which nothing else is known.
  ///
  /// - Throws: `DeviceError.model` for a device whose parameters are not its resistances.
  public func filament(_ resistance: Resistance) throws -> Memristor {
    guard let low = parameter(.lowResistance), let high = parameter(.highResistance) else {
      throw DeviceError.model(
        source: library.source, reason: "the device has no parameters for R_LRS and R_HRS, which resistances would stand for")
    }
    return median([low.name: resistance.si, high.name: resistance.si])
  }

  /// Draws device number `index` as it is in a cycle. The result depends on seed, index and cycle alone, whatever else is
  /// drawn.
  ///
  /// A parameter's deviation is the sum of the device's own part and the cycle's part, whose variances add up to the
  /// published one. Cycle 0 is a draw from the published distribution itself; later cycles share the device's own part
  /// with it.
  public func draw(seed: UInt64, index: Int, cycle: Int = 0) -> Memristor {
    let first = correlation.scores(seed, "memristor", index)
    var scores = first
    if cycle != 0 {
      let own = correlation.scores(seed, "memristor's own part", index)
      let fresh = correlation.scores(seed, "cycle \(cycle)", index)
      for (parameter, share) in description.cycleShares.enumerated() where share > 0 {
        // The device's own part given what cycle 0 drew, and a fresh part of this cycle.
        let device = (1 - share).squareRoot() * first[parameter] + share.squareRoot() * own[parameter]
        scores[parameter] = (1 - share).squareRoot() * device + share.squareRoot() * fresh[parameter]
      }
    }
    return memristor(correlatedScores: scores)
  }

  /// The device at given standard scores: the mapping by which `draw` makes parameters of normal numbers, for those who
  /// choose the numbers themselves.
  /// - Parameter scores: one for each parameter, independent of each other; the device's correlations are applied to them,
  ///   and constants ignore theirs. Missing ones are 0, the median.
  public func memristor(scores: [Double]) -> Memristor {
    let all = scores.prefix(parameters.count) + Array(repeating: 0, count: max(0, parameters.count - scores.count))
    return memristor(correlatedScores: correlation.correlated(Array(all)))
  }

  /// Each parameter's value at its score, by its own distribution.
  private func memristor(correlatedScores scores: [Double]) -> Memristor {
    Memristor(device: self, values: zip(parameters, scores).map { $0.value(standardScore: $1) })
  }

  /// Cycles after which device `index` stays in LRS; nil if the description gives no endurance.
  public func endurance(seed: UInt64, index: Int) -> Int? {
    guard let endurance = description.endurance else { return nil }
    var stream = RandomStream(seed: seed, purpose: "endurance", index: index)
    return Int.random(in: endurance, using: &stream)
  }

  /// Whether device `index` works after fabrication; always true if the description gives no yield.
  public func works(seed: UInt64, index: Int) -> Bool {
    var stream = RandomStream(seed: seed, purpose: "yield", index: index)
    return stream.uniform() < description.yield ?? 1
  }
}

extension MemristorDevice: Hashable {
  public static func == (left: MemristorDevice, right: MemristorDevice) -> Bool {
    left === right || (left.description == right.description && left.library.text == right.library.text)
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
