import CrossbarPrimitives
import Foundation
import Records
import Testing

/// Keys, values and columns that follow from declarations.
@Suite struct RecordTests {
  struct Spread<Value: Codable & Hashable & Sendable & UnitBearing>: Codable, Hashable, Figures, UnitBearing {
    var lower, upper: Value?
    static var keyUnit: String? { Value.keyUnit }
  }

  struct Write: Codable, Hashable {
    var current: Spread<Current>?
    var success: Double
    var gateVoltages: [Voltage]
  }

  struct Cell: Codable, Hashable {
    var width: Length
    var rLRS: Resistance?
    var isWritten: Bool
    var set: Write
    var seed: UInt64
    var failures: [String: Int]
    var sweepRate: SweepRate
    // swift-format-ignore: AlwaysUseLowerCamelCase
    var already_named_V: Double
  }

  static let cell = Cell(
    width: .micrometers(0.6), rLRS: nil, isWritten: true,
    set: Write(
      current: Spread(lower: .microamperes(50), upper: nil), success: 0.5, gateVoltages: [.volts(1), .volts(2.5)]),
    seed: .max, failures: ["aPath/to/It": 1, "a": 2], sweepRate: SweepRate(si: 3), already_named_V: 4)

  struct Levels: Figures {
    @Figure("Low current") var low = Current.zero
    @Figure("High current") var high: Current? = nil
    static let derived = [
      DerivedFigure<Self>("ratio", "Ratio", .percent) { levels in levels.high.map { levels.low / $0 } },
      DerivedFigure<Self>("readWindow", "Window", .plain, "Between both.") { levels in levels.high.map { $0 - levels.low } },
    ]
  }

  /// With keys, units and meanings like those of properties, in lists too, and where nothing is known.
  @Test func derivedFiguresFollowTheirSet() throws {
    var levels = Levels()
    (levels.low, levels.high) = (.microamperes(1), .microamperes(4))
    let record = try RecordEncoder.encode([levels, Levels()])
    #expect(
      record.leaves.map(\.path).prefix(4) == ["0.low_A", "0.high_A", "0.ratio", "0.read_window_A"])
    #expect(record.list?[0]["ratio"] == .number(0.25) && record.list?[0]["read_window_A"] == .number(3e-6))
    #expect(record.list?[1]["ratio"] == .null && record.list?[1]["read_window_A"] == .null)
    let entry = try #require(try FigureSchema(of: Levels.self)["read_window_A"])
    #expect(entry.title == "Window" && entry.unit == "A" && entry.explanation == "Between both.")
  }

  @Test func keysFollowFromNamesAndTypes() throws {
    let record = try RecordEncoder.encode(Self.cell)
    #expect(
      record.leaves.map(\.path) == [
        "width_um", "r_lrs_ohm", "is_written", "set.current_A.lower", "set.current_A.upper", "set.success",
        "set.gate_voltages_V.0", "set.gate_voltages_V.1", "seed", "failures.a", "failures.aPath/to/It", "sweep_rate_V_per_s",
        "already_named_V",
      ])
    #expect(record["width_um"] == .number(0.6))
    #expect(record["r_lrs_ohm"] == .null)
    #expect(record["set"]?["current_A"]?["lower"] == .number(5e-5))
    #expect(record["seed"] == .whole(.max))
  }

  @Test func whatWasWrittenIsRead() throws {
    let record = try RecordEncoder.encode(Self.cell)
    #expect(try RecordDecoder.decode(Cell.self, from: record) == Self.cell)
    #expect(try RecordDecoder.decode(Cell.self, from: RecordValue(json: Data(record.json().utf8))) == Self.cell)
  }

  @Test func aMissingValueIsNamed() throws {
    let record = RecordValue.record([RecordField("width_um", .text("wide"))])
    #expect(throws: RecordError(path: "width_um", reason: "a number is expected, and it is 'wide'")) {
      try RecordDecoder.decode(Cell.self, from: record)
    }
    #expect(throws: RecordError(path: "width_um", reason: "it is missing")) {
      try RecordDecoder.decode(Cell.self, from: .record([]))
    }
  }

  struct Row: Codable, Hashable {
    var name: String
    var read: Spread<Current>?
    var width: Length
    var isWritten: Bool
  }

  @Test func aTableHasTheSameColumnsWhateverIsKnown() throws {
    let rows = [
      Row(name: "a, \"b\"", read: nil, width: .micrometers(2), isWritten: false),
      Row(name: "c", read: Spread(lower: .amperes(1e-6), upper: .amperes(2e-6)), width: .micrometers(1), isWritten: true),
    ]
    let table = try RecordTable(rows)
    #expect(
      table.csv == """
        name,read_A.lower,read_A.upper,width_um,is_written
        "a, ""b""\",,,2,false
        c,1e-06,2e-06,1,true

        """)
    #expect(try RecordTable(rows.prefix(1)).header == table.header)
    let read = RecordValue(header: table.header, fields: ["c", "1e-06", "2e-06", "1", "true"])
    #expect(try RecordDecoder.decode(Row.self, from: read) == rows[1])
    let without = RecordValue(header: table.header, fields: ["a", "", "", "2", "false"])
    #expect(try RecordDecoder.decode(Row.self, from: without).read == nil)
  }

  struct Point: Figures, Equatable {
    @Figure("Transistor's share of the read", .percent, "Of the cells that were SET.") var transistorShareOfRead: Double? = nil
    @Figure var writeVoltage: Voltage = .zero
  }

  struct Results: Figures {
    @Figure("Cells drawn") var cells = 0
    @Figure("Current after the pulse") var current: Spread<Current>? = nil
    var points: [Point] = []
  }

  @Test func aFigureKnowsItsMeaning() throws {
    let schema = try FigureSchema(of: Results.self)
    #expect(
      schema.entries.map(\.path) == [
        "cells", "current_A.lower", "current_A.upper", "points.0.transistor_share_of_read", "points.0.write_voltage_V",
      ])
    // A table's columns are told as the schema tells them.
    let table = try RecordTable([Results()])
    #expect(table.columns.first { $0.key == "current_A.lower" }?.meaning?.title == "Current after the pulse: lower")
    let share = try #require(schema["points.17.transistor_share_of_read"])
    #expect(share.title == "Transistor's share of the read" && share.explanation == "Of the cells that were SET.")
    #expect(share.format.text(.number(0.0302)) == "3.0 %")
    #expect(schema["current_A.lower"]?.title == "Current after the pulse: lower" && schema["current_A.lower"]?.unit == "A")
    #expect(schema["points.0.write_voltage_V"]?.title == "Write voltage")
    let record = try RecordEncoder.encode(Results())
    #expect(record["current_A"] == .null && record["points"] == .list([]))
  }

  struct Plain: Figures {
    struct Row: Figures { var readVoltage = Voltage.zero }
    @Figure("Arrays") var rows: [Row] = []
    var wireResistance = Resistance.zero
  }

  /// What declares no title still has one, and its unit.
  @Test func aKeyTellsWhatNoDeclarationDoes() throws {
    let entries = try FigureSchema(of: Plain.self).entries
    #expect(entries.map(\.path) == ["rows.0.read_voltage_V", "wire_resistance_ohm"])
    #expect(entries.map(\.title) == ["Arrays: read voltage", "Wire resistance"] && entries.map(\.unit) == ["V", "ohm"])
  }

  @Test(arguments: [(0.0, "0.0 %"), (0.5, "50.0 %"), (0.00302, "0.30 %"), (0.0000301, "0.0030 %"), (-0.25, "-25.0 %")])
  func sharesKeepTwoDigits(share: Double, text: String) { #expect(FigureFormat.percent(share) == text) }
}
