import MemristorDevices
import NetlistExchange
import Netlisting
import Testing

/// Symbols against the grammars of their programs, and against the subcircuits that they stand for.
@Suite struct SymbolTests {
  /// The parameters that have numbers, in the order of the subcircuit.
  private static func numbers(_ device: ExportedDevice) -> [(name: String, value: Double)] {
    device.definition.parameters.compactMap { parameter in
      if case .number(let value) = parameter.value { (parameter.name, value) } else { nil }
    }
  }

  /// Words of the form `name=value`.
  private static func assignments(_ words: some Sequence<Substring>) -> [(name: String, value: String)] {
    words.map { word in
      let parts = word.split(separator: "=", maxSplits: 1)
      return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
    }
  }

  @Test(arguments: ExportDevices.names)
  func xschemsSymbolHasPinsAndParametersOfTheSubcircuit(name: String) async throws {
    let device = try ExportedDevice(await ExportDevices.device(name), .drawn(seed: 8, index: 1))
    let (symbol, beside) = try DeviceExportFormat.xschem.files(of: device, named: "mine")
    #expect(symbol.name == "mine.sym" && beside.map(\.name) == ["mine.sub"])
    let file = try XschemFile(symbol.text)
    #expect(file.records.first?.letter == "v")
    let header = try #require(file.all("G").first).attributes
    #expect(header["type"] == "primitive", "xschem would look for a schematic of a subcircuit")
    let pins = file.all("B").filter { $0.numbers[0] == 5 }
    #expect(pins.map { $0.attributes["name"] } == device.definition.terminals.map(\.name))
    #expect(pins.allSatisfy { $0.attributes["dir"] == "inout" })
    // The terminal that SETs is on top, and wires meet pins on the grid of 10.
    let heights = pins.map { ($0.numbers[2] + $0.numbers[4]) / 2 }
    let top = device.definition.terminals[0].name == device.device.description.setTerminal ? 0 : 1
    #expect(heights[top] == -30 && heights[1 - top] == 30 && pins.allSatisfy { $0.numbers[1] + $0.numbers[3] == 0 })
    let template = try XschemFile.attributes(try #require(header["template"]).replacing("\n+", with: " "))
    let format = try #require(header["format"]).replacing("\n+", with: " ").split(separator: " ")
    #expect(format.prefix(3) == ["@name", "@pinlist", Substring(device.definition.name)])
    let numbers = Self.numbers(device)
    let given = Self.assignments(format.dropFirst(3))
    #expect(given.map(\.name) == numbers.map(\.name))
    for (assignment, number) in zip(given, numbers) {
      #expect(assignment.value.hasPrefix("@"))
      #expect(template[String(assignment.value.dropFirst())].flatMap(Double.init) == number.value, "\(number.name)")
    }
    #expect(template.count == numbers.count + 1 && template["name"] == "X1")
    let texts = file.all("T").compactMap(\.content)
    #expect(texts == device.definition.terminals.map(\.name) + ["@name", device.fileName])
  }

  @Test(arguments: ExportDevices.names)
  func kiCadsSymbolHasPinsAndParametersOfTheSubcircuit(name: String) async throws {
    let device = try ExportedDevice(await ExportDevices.device(name), .drawn(seed: 8, index: 1))
    let (library, beside) = try DeviceExportFormat.kicad.files(of: device, named: "mine")
    #expect(library.name == "mine.kicad_sym" && beside.map(\.name) == ["mine.sub"])
    let whole = try SExpression.read(library.text)
    #expect(whole["version"] == [[.word("version"), .word("20220914")]], "KiCad 7's")
    let symbols = whole["symbol"]
    #expect(symbols.count == 1)
    let symbol = SExpression.list(symbols[0])
    var fields: [String: String] = [:]
    for property in symbol["property"] {
      let (key, value) = (try #require(property[1].content), try #require(property[2].content))
      #expect(fields.updateValue(value, forKey: key) == nil)
      #expect(!SExpression.list(property)["at"].isEmpty && !SExpression.list(property)["effects"].isEmpty)
    }
    for key in ["Reference", "Value", "Footprint", "Datasheet", "ki_description"] { #expect(fields[key] != nil) }
    #expect(fields["Sim.Device"] == "SUBCKT" && fields["Sim.Library"] == "mine.sub")
    #expect(fields["Sim.Name"] == device.definition.name)
    let terminals = device.definition.terminals.map(\.name)
    #expect(fields["Sim.Pins"] == "1=\(terminals[0]) 2=\(terminals[1])")
    let given = Self.assignments(try #require(fields["Sim.Params"]).split(separator: " "))
    let numbers = Self.numbers(device)
    #expect(given.map(\.name) == numbers.map(\.name))
    for (assignment, number) in zip(given, numbers) {
      #expect(Double(assignment.value) == number.value && !assignment.value.contains("e"), "\(number.name)")
    }
    // Units 0 (all) and 1 must be named after the symbol, or KiCad refuses the library.
    let parts = symbol["symbol"].map(SExpression.list)
    #expect(symbol["symbol"].map { $0[1].content } == ["\(device.fileName)_0_1", "\(device.fileName)_1_1"])
    let pins = parts.flatMap { $0["pin"] }.map(SExpression.list)
    #expect(pins.map { $0["name"].first?[1].content } == terminals)
    #expect(pins.map { $0["number"].first?[1].content } == ["1", "2"])
    let places = pins.compactMap { $0["at"].first?.dropFirst().compactMap { $0.content.flatMap(Double.init) } }
    let top = terminals[0] == device.device.description.setTerminal ? 0 : 1
    // Upwards is positive in libraries, and wires meet pins on a grid of 1.27 mm.
    #expect(places[top] == [0, 3.81, 270] && places[1 - top] == [0, -3.81, 90])
    #expect(parts.flatMap { $0["text"] }.map { $0[1].content } == terminals)
  }

  @Test(arguments: [
    ("(a b", "b"), ("(a) b", "b"), ("(a \"b)", "b"), ("(\"a\")", "a"), ("(a ;)", ";"), ("a", "a"), ("(a \"\\n\")", "n"),
  ])
  func aWrongListIsRefused(text: String, part: String) {
    #expect(throws: GrammarError.self) { try SExpression.read(text) }
  }

  @Test(arguments: [
    "X {}\n", "G {type=a\n", "L 4 0 0 0 {}\n", "L 4 0 0 0 0 {} {}\n", "B 5 0 0 1 a {name=te}\n", "G {a=1 a=2}\n", "G {a}\n",
    "T te 0 0 0 0 1 1 {}\n", "G {a=\"1}\n",
  ])
  func aWrongXschemFileIsRefused(text: String) {
    #expect(throws: GrammarError.self) { try XschemFile(text) }
  }
}
