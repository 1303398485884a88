import CompiledDevices
import CrossbarPrimitives
import MemristorDevices
import NetlistExchange
import Netlisting
import Testing

/// Verilog-A is not at hand on every day: modules are read with a grammar, and what they say is compared with the subcircuit's.
@Suite struct VerilogAModuleTests {
  private static func text(_ device: ExportedDevice) throws -> String {
    try DeviceExportFormat.verilogA.files(of: device, named: "device").main.text
  }

  private func near(_ found: Double, _ wanted: Double, of scale: Double) -> Bool {
    abs(found - wanted) <= 1e-12 * max(abs(wanted), scale)
  }

  @Test(arguments: ExportDevices.names)
  func theModuleHasTheSubcircuitsCurrentAndRates(name: String) async throws {
    let device = try await ExportDevices.device(name)
    let exported = try ExportedDevice(device, .median)
    let module = try VerilogAGrammar.read(Self.text(exported))
    let definition = device.equations
    #expect(module.parameters.count == definition.parameters.count && module.ports == definition.terminals.map(\.name))
    // As many as possible may change, so that none can be mistaken for another; exponents cannot.
    let names = zip(definition.parameters, module.parameters).filter { original, _ in
      guard case .number = original.value else { return false }
      return (try? DeviceEquations(definition, cellParameters: [original.name])) != nil
    }
    #expect(!names.isEmpty)
    let compiled = CompiledDevice(try DeviceEquations(definition, cellParameters: names.map(\.0.name)))
    let states = compiled.equations.states
    let ranges = states.map { state in device.description.states.first { $0.node == state }?.limits ?? -1...1 }
    let largest = device.description.valid.voltage?.si ?? 3
    var stream = RandomStream(seed: 7, purpose: "verilog-a", index: 0)
    for point in 0..<300 {
      let memristor = device.draw(seed: 3, index: point)
      let values = names.map { original, _ in
        let index = device.parameters.firstIndex { $0.name.lowercased() == original.name.lowercased() }
        return (index.map { memristor.values[$0] } ?? original.value.value() ?? .nan) * (0.99 + 0.02 * stream.uniform())
      }
      let voltage = largest * (2 * stream.uniform() - 1)
      let at = ranges.map { range in
        let span = range.upperBound.isFinite && range.lowerBound.isFinite ? range.upperBound - range.lowerBound : 1
        return (range.lowerBound.isFinite ? range.lowerBound : 0) + span * (1.1 * stream.uniform() - 0.05)
      }
      let base = stream.uniform()
      var voltages = [module.ports[0]: base + voltage, module.ports[1]: base]
      for (node, value) in zip(module.nodes, at) { voltages[node] = value }
      let given = Dictionary(uniqueKeysWithValues: zip(names.map(\.1.name), values))
      let across = (base + voltage) - base
      let wanted = compiled.evaluate(voltage: across, states: at, parameters: values)
      let found = VerilogAEvaluation(module, parameters: given, voltages: voltages)
      #expect(near(found.flows[module.ports[0]] ?? 0, wanted.current, of: 0), "\(wanted.current) A at \(across) V, \(at)")
      #expect(found.flows[module.ports[1]] == -(found.flows[module.ports[0]] ?? 0))
      for (index, node) in module.nodes.enumerated() {
        let capacitance = try #require(found.charges[node]) / at[index]
        let rate = -(found.flows[node] ?? 0) / capacitance
        #expect(
          near(rate, wanted.rates[index], of: (found.terms[node] ?? 0) / capacitance),
          "d\(node)/dt \(rate), not \(wanted.rates[index])")
      }
      let start = compiled.initialStates(parameters: values)
      let still = VerilogAEvaluation(module, parameters: given, voltages: voltages, isStatic: true)
      for (index, node) in module.nodes.enumerated() {
        #expect(near(still.flows[node] ?? .nan, at[index] - start[index], of: abs(at[index]) + abs(start[index])))
      }
    }
  }

  @Test(arguments: ExportDevices.names)
  func aDrawnModuleConductsAsTheDrawnDevice(name: String) async throws {
    let device = try await ExportDevices.device(name)
    let module = try VerilogAGrammar.read(Self.text(ExportedDevice(device, .drawn(seed: 5, index: 2))))
    let memristor = device.draw(seed: 5, index: 2)
    let isFirst = module.ports[0] == device.description.setTerminal
    let start = VerilogAEvaluation(
      module, voltages: Dictionary(uniqueKeysWithValues: (module.ports + module.nodes).map { ($0, 0) }), isStatic: true)
    for (voltage, state) in [(0.1, 0.0), (0.1, 1), (1.1, 0.5), (-0.7, 0.8), (-1.3, 0.1)] {
      var voltages = [module.ports[0]: isFirst ? voltage : 0, module.ports[1]: isFirst ? 0 : voltage]
      // At 0 V a node misses its start by that.
      for node in module.nodes { voltages[node] = -(start.flows[node] ?? .nan) }
      voltages[module.nodes[0]] = device.memory.value(at: state)
      let flow = try #require(VerilogAEvaluation(module, voltages: voltages).flows[device.description.setTerminal])
      let wanted = memristor.current(at: .volts(voltage), state: state).si
      #expect(near(flow, wanted, of: 0), "\(flow) A, not \(wanted) A")
    }
  }

  @Test func parametersCarryUnitsAndMeanings() async throws {
    let module = try await VerilogAGrammar.read(Self.text(ExportedDevice(OddDevice.device(), .median)))
    let parameters = Dictionary(uniqueKeysWithValues: module.parameters.map { ($0.name, $0) })
    // Two names are words of the language, a third is the table's; a formula stays one.
    #expect(module.parameters.map(\.name) == ["gap0", "heat0", "edge_", "rate", "real_", "g_par", "tau", "c_gap", "name"])
    #expect(module.nodes == ["gap", "table_"])
    #expect(parameters["edge_"]?.attributes == ["units": "V", "desc": "shape of the 'current'"])
    #expect(parameters["rate"]?.attributes == ["units": "1/s"])
    if case .binary? = parameters["real_"]?.value {} else { Issue.record("a formula of parameters is a formula here too") }
    let range = try #require(parameters["gap0"]?.range)
    if case (.number(0.1), .number(3)) = range {} else { Issue.record("\(range)") }
  }

  /// The grammar must refuse what is wrong, or it would show nothing.
  @Test(arguments: [
    ("1.0-1.0", "1-1.0"), ("V(te,be)/r_lrs", "V(te,bee)/r_lrs"), ("/r_lrs+", "/r_lsr+"), ("real fade;", "real fade, fade;"),
    ("real fade;", "real table;"), ("real fade;", "real fade; real spare;"), ("real fade;", ""),
    ("parameter real v_hold ", "parameter real edge "), ("parameter real v_hold ", "parameter v_hold "),
    ("bcell = max(", "bcell = maximum("), ("max(min(V(w),1.0),0.0)", "max(V(w))"), ("bcell = ", "I = "),
    ("I(w) <+ ddt(1e-09*V(w));", "I(w) <+ 1.0*ddt(1e-09*V(w));"), ("I(w) <+ V(w)-w0;", "I(w) <+ ddt(V(w));"),
    ("I(w) <+ V(w)-w0;", "V(w) <+ w0;"), ("analog begin", "analog begin @(initial_step) fade = 0.0;"),
    ("\"static\"", "\"tran\""), ("electrical w;", ""), ("`include \"constants.vams\"", ""), ("inout te, be;", "inout te;"),
    ("endmodule", "endmodule endmodule"), ("end\nendmodule", "endmodule"), ("0.13;", "0.13"), ("(* desc", "(* description"),
    ("from [0.0:1.0]", "from [0.0:1.0"), ("<+ bcell", "= bcell"), ("fade = ", "fade == "),
    ("    v_hold_own = min(v_hold,v_set);\n", ""), ("    fade = ", "    fade = 2.0; fade = "),
    ("v_hold_own = min(", "v_hold_own = v_span+min("), ("exp((-", "limexp((-"), ("V(te,be)", "V(te,te)"),
  ])
  func aWrongModuleIsRefused(right: String, wrong: String) throws {
    let text = try Self.text(ExportedDevice(MemristorDevice.usual(), .median))
    _ = try VerilogAGrammar.read(text)
    let range = try #require(text.firstRange(of: right), "the module has no '\(right)'")
    #expect(throws: GrammarError.self) { try VerilogAGrammar.read(text.replacingCharacters(in: range, with: wrong)) }
  }

  /// A device with another line among its equations: the usual one's cards and this.
  private func device(adding line: String) async throws -> ExportedDevice {
    try await withTemporaryFolder { folder in
      let sub = OddDevice.equations.replacing(".ends", with: "\(line)\n.ends")
      try write(OddDevice.description, to: "\(folder)/odd.yaml")
      try write(sub, to: "\(folder)/odd.sub")
      return try ExportedDevice(MemristorDevice("\(folder)/odd.yaml"), .median)
    }
  }

  @Test(arguments: [
    ("Bx gap 0 I = 1e-9*hertz", "Bx: it depends on 'hertz'"), ("Bx gap nowhere I = 1e-9", "nowhere"),
    ("Bx gap 0 I = 1e-9*V(nowhere)", "nowhere"), ("Bx one 0 V = V(two)\nBy two 0 V = V(one)\nBz gap 0 I = V(one)", "loop"),
    ("Cx gap 0 1e-9", "second capacitor"), ("Bx inner 0 V = 1", "second voltage source"),
    ("Bx table 0 V = 1", "both a capacitor and a voltage source"),
  ])
  func whatTheLanguageCannotSayIsRefusedByName(line: String, words: String) async throws {
    let exported = try await device(adding: line)
    let error = #expect(throws: ExchangeError.self) { try Self.text(exported) }
    let text = error?.description ?? ""
    #expect(text.contains("'odd' cannot be written as Verilog-A") && text.contains(words), "\(text)")
  }

  @Test func timeAndTemperatureHaveNamesInTheLanguage() async throws {
    let text = try Self.text(try await device(adding: "Bx gap 0 I = 1e-9*temper*time"))
    #expect(text.contains("bx = 1e-09*($temperature-273.15)*$abstime;"))
    _ = try VerilogAGrammar.read(text)
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<String.Index>, with text: String) -> String {
    String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
  }
}
