import CircuitSimulation
import CrossbarPrimitives
import Foundation
import MemristorDevices
import Netlisting

/// An array read back from a deck: its cells, transistors and wires as the deck has them, and the circuit itself.
///
/// Names such as `XCELL_3_7` tell what an element is; see `ArrayPlace`.
public struct ImportedArray: Sendable {
  /// A cell and its position; row and column count from 0.
  public struct Cell: Hashable, Sendable {
    /// The first number of the element's name, as the 3 in `XCELL_3_7`.
    public var row: Int
    /// The second number of the element's name, as the 7 in `XCELL_3_7`.
    public var column: Int
    /// A memristor with its state or a resistor, with the values that the deck gives it.
    public var element: Content
  }

  /// What stores the cell's value.
  public enum Content: Hashable, Sendable {
    /// A memristor with its parameters and its initial state, 0 (HRS) to 1 (LRS). The state cannot change if `isHeld`.
    case memristor(Memristor, state: Double, isHeld: Bool)
    /// A fixed resistor in place of a memristor.
    case resistor(Resistance)
  }

  /// The deck's first line, cut to 200 letters.
  public let title: String
  /// In the order of the deck.
  public let cells: [Cell]
  /// One more than the highest row that has a cell. A deck with part of an array has fewer cells than rows × columns.
  public let rows: Int
  /// One more than the highest column that has a cell.
  public let columns: Int
  /// The different models and sizes of the cells' transistors, and how many cells have each, in the order of the deck.
  public let transistors: [(size: Element.Mosfet, count: Int)]
  /// The different instances of a foundry's transistor in cells, as `nfet w=40 l=0.6`, and how many cells have each.
  public let foundryTransistors: [(instance: String, count: Int)]
  /// The libraries that are not understood, such as a foundry's; the deck is then run as it stands.
  public let foreign: [ReadDeck.ForeignLibrary]
  /// Capacitors of the circuit besides those inside of memristors.
  public let capacitors: Int
  /// ngspice's compatibility mode that the deck's header states, or the caller.
  private let compatibility: String?
  private let path: String
  /// The subcircuits of the cells' selectors (`XSEL_r_c`) and how many cells have each, by name. They stay in the circuit.
  public let selectors: [(subcircuit: String, count: Int)]
  /// The resistances of each kind of wire (`RBL`, `RSL`, `RROW`, `RCOL`) and how many elements have each; kinds by name,
  /// resistances rising.
  public let wires: [(kind: String, resistances: [(resistance: Resistance, count: Int)])]
  /// The circuit without nested subcircuits, its analysis, and the figures that the deck measures.
  public let export: DeckExport
  /// The figures that the deck's comments state.
  public let expected: [ExpectedFigure]
  /// The deck's text, whose words errors may quote.
  private let text: String
  /// The texts of included files, whose words errors must not quote.
  private let included: [String]

  /// Reads a deck in ngspice's dialect, and the files that it includes.
  /// - Parameters:
  ///   - path: where the deck lies, for errors and included files.
  ///   - devices: the kinds of memristors that cells may be, in normal or held form.
  ///   - compatibility: ngspice's mode for libraries that are not understood; nil for the one that the deck states.
  /// - Throws: `NetlistError` with a line that is not understood; `ExchangeError.notAnArray` for another dialect, a deck without
  ///   cells, or a cell that is none of the devices.
  public init(deck path: String, text: String, devices: [MemristorDevice], compatibility: String? = nil) throws {
    let dialect = DeckCheck.dialect(of: text)
    guard dialect == .ngspice else {
      throw ExchangeError.notAnArray(
        deck: path, reason: "it is in the dialect of \(dialect.rawValue); decks in that of ngspice can be taken back")
    }
    var included: [String] = []
    let read = try DeckReader.read(text, source: path) { name in
      let text = try IncludedFiles.text(IncludedFiles.path(of: name, besides: path))
      included.append(text)
      return text
    }
    self.text = text
    self.included = included
    self.path = path
    self.compatibility = compatibility ?? DeckCheck.compatibility(of: text)
    foreign = read.foreign
    title = excerpt(read.title, limit: 200)
    expected = try DeckText(text, dialect: dialect).figures(of: path)
    export = try read.flat()
    cells = try Self.cells(of: export.deck.circuit, devices, path: path)
    guard !cells.isEmpty else {
      throw ExchangeError.notAnArray(deck: path, reason: "it has no cells: elements XCELL_r_c or RCELL_r_c")
    }
    // What a foreign library defines is not known here; the simulator that reads it checks the deck.
    if foreign.isEmpty { try export.deck.validate() }
    rows = (cells.map(\.row).max() ?? 0) + 1
    columns = (cells.map(\.column).max() ?? 0) + 1
    transistors = Self.transistors(of: export.deck.circuit)
    foundryTransistors = Self.foundryTransistors(of: export.deck.circuit)
    capacitors = export.deck.circuit.elements.count { if case .capacitor = $0.kind { true } else { false } }
    selectors = Self.selectors(of: export.deck.circuit)
    wires = Self.wires(of: export.deck.circuit)
  }

  /// Simulates the deck's circuit; with foreign libraries, the deck itself in a process of the program ngspice.
  /// - Returns: the figures in the order of the deck's measures; nil for a level that is never passed.
  /// - Throws: `SimulationError`. For a deck that includes files it is `ExchangeError.simulatorFailed` instead, because the
  ///   message might quote one of them.
  public func run(on engine: any SpiceEngine) async throws -> [(measure: Measure, value: Double?)] {
    guard foreign.isEmpty else {
      let simulator = try ExternalSimulator(.ngspice, compatibility: compatibility)
      let found = try await simulator.run(text, path: path, figures: export.measures.map(\.name))
      return export.measures.map { ($0, found[$0.name.lowercased()]) }
    }
    let result: SimulationResult
    do { result = try await engine.simulate(export.deck) } catch let error as SimulationError where !included.isEmpty {
      let words = SimulatorWords.lines(error.description, without: nil, deck: text, included: included)
      throw ExchangeError.simulatorFailed(program: try await engine.identity.name, message: words.joined(separator: "\n  "))
    }
    return export.measures.map { ($0, result.value(of: $0)) }
  }

  /// Of the circuit, as the deck states it.
  public var temperature: Temperature { .celsius(export.deck.options.temperature) }

  // MARK: What stands in the circuit

  private static func cells(of circuit: Circuit, _ devices: [MemristorDevice], path: String) throws -> [Cell] {
    var cells: [Cell] = []
    var definitions: [String: SubcircuitDefinition] = [:]
    for library in circuit.libraries {
      for definition in try library.typed().subcircuits { definitions[definition.name.lowercased()] = definition }
    }
    for element in circuit.elements {
      guard let place = ArrayPlace(of: element.name), [.memristor, .resistor].contains(CellPart(rawValue: place.kind)) else {
        continue
      }
      switch element.kind {
      case .resistor(_, _, let resistance):
        cells.append(Cell(row: place.row, column: place.column, element: .resistor(resistance)))
      case .subcircuit(_, let name, let parameters):
        let content = try memristor(element.name, name, parameters, definitions, devices, path)
        cells.append(Cell(row: place.row, column: place.column, element: content))
      default: throw ExchangeError.notAnArray(deck: path, reason: "\(element.name) is neither a memristor nor a resistor")
      }
    }
    return cells
  }

  /// The memristor that an instance stands for: its parameters and state, from the instance or from its subcircuit's defaults.
  private static func memristor(
    _ element: String, _ subcircuit: String, _ given: [Element.Parameter], _ definitions: [String: SubcircuitDefinition],
    _ devices: [MemristorDevice], _ path: String
  ) throws -> Content {
    func refuse(_ reason: String) -> ExchangeError { .notAnArray(deck: path, reason: reason) }
    let name = subcircuit.lowercased()
    func names(_ device: MemristorDevice) -> [String] {
      [device.equations.name, device.heldEquations.name].map { $0.lowercased() }
    }
    guard let device = devices.first(where: { names($0).contains(name) }) else {
      let known = devices.flatMap(names).joined(separator: ", ")
      throw refuse("\(element) is of the subcircuit '\(subcircuit)'; allowed are \(known). --device names another device")
    }
    // Parameters that the instance does not set have the defaults of its subcircuit as it stands in the deck.
    let given = Dictionary(given.map { ($0.name.lowercased(), $0.value) }) { $1 }
    var definition = definitions[name]
    definition?.locals = []
    let known = definition?.values(of: given) ?? given
    func value(_ parameter: String) throws -> Double {
      guard let found = known[parameter.lowercased()] else {
        throw refuse("\(element) has no \(parameter), and its subcircuit no default for it")
      }
      return found
    }
    var values: [String: Double] = [:]
    for parameter in device.parameters {
      values[parameter.name] = try value(parameter.name)
      if parameter.distribution != nil, !(try value(parameter.name) > 0) {
        throw refuse("\(parameter.name) of \(element) is \(try value(parameter.name)); allowed is more than 0")
      }
    }
    let memory = device.memory
    let state = try value(memory.initial)
    // As written, a state at its bound may be a rounding beyond it.
    let slack = 1e-12 * max(abs(memory.limits.lowerBound), abs(memory.limits.upperBound))
    guard state >= memory.limits.lowerBound - slack, state <= memory.limits.upperBound + slack else {
      throw refuse("the state of \(element) is \(state); allowed is \(memory.range)")
    }
    return .memristor(
      device.median(values), state: memory.fraction(of: state), isHeld: name == device.heldEquations.name.lowercased())
  }

  private static func transistors(of circuit: Circuit) -> [(size: Element.Mosfet, count: Int)] {
    var counts: [(size: Element.Mosfet, count: Int)] = []
    for element in circuit.elements {
      guard case .mosfet(_, _, _, _, var size) = element.kind,
        let kind = ArrayPlace(of: element.name)?.kind,
        [CellPart.transistor, .sharedTransistor].map(\.rawValue).contains(kind)
      else { continue }
      // A gain of its own makes no size of its own.
      size.multiplier = 1
      if let index = counts.firstIndex(where: { $0.size == size }) { counts[index].count += 1 } else { counts.append((size, 1)) }
    }
    return counts
  }

  private static func foundryTransistors(of circuit: Circuit) -> [(instance: String, count: Int)] {
    var counts: [(instance: String, count: Int)] = []
    for element in circuit.elements {
      guard case .subcircuit(let nodes, let name, let parameters) = element.kind, nodes.count == 4,
        ArrayPlace(of: element.name)?.kind == "X" + CellPart.transistor.rawValue
      else { continue }
      let instance = ([name] + parameters.map { "\($0.name)=\(SpiceNumber.shortest($0.value))" }).joined(separator: " ")
      if let index = counts.firstIndex(where: { $0.instance == instance }) {
        counts[index].count += 1
      } else {
        counts.append((instance, 1))
      }
    }
    return counts
  }

  private static func selectors(of circuit: Circuit) -> [(subcircuit: String, count: Int)] {
    var counts: [String: Int] = [:]
    for element in circuit.elements {
      guard case .subcircuit(_, let name, _) = element.kind, ArrayPlace(of: element.name)?.kind == CellPart.selector.rawValue
      else { continue }
      counts[name, default: 0] += 1
    }
    return counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  private static func wires(
    of circuit: Circuit
  ) -> [(kind: String, resistances: [(resistance: Resistance, count: Int)])] {
    var counts: [String: [Resistance: Int]] = [:]
    for element in circuit.elements {
      guard case .resistor(_, _, let resistance) = element.kind, let kind = ArrayPlace(of: element.name)?.kind,
        kind != CellPart.resistor.rawValue
      else { continue }
      counts[kind, default: [:]][resistance, default: 0] += 1
    }
    return counts.sorted { $0.key < $1.key }.map { kind, counts in
      (kind, counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }
  }
}
