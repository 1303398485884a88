import ArgumentParser
import Campaigns
import Foundation
import MemristorCrossbar

/// `mxbar campaign query`: questions in SQL to a merged campaign.
struct CampaignQueryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Ask a merged campaign in SQL.",
    discussion: """
      The table 'points' has a row a point: its number, the options that vary by their keys, status, every figure with \
      underscores for dots, remark. 'columns' says what the columns are, 'cells' and the like are tables that the plan keeps, \
      'campaign' and 'inputs' say what was run. Without a question the columns are listed. The file is only read; any other \
      SQLite program opens it as well.

        mxbar campaign query mxbar-out/voltages "SELECT write_voltage_V, avg(accuracy_read_back) FROM points GROUP BY 1"
      """)

  /// How the answer is printed.
  enum Form: String, ExpressibleByArgument, CaseIterable {
    case table, csv, json
  }

  @OptionGroup var campaign: CampaignFolderArgument
  @Argument(help: "The question.") var sql = "SELECT table_name, column_name, kind, title, unit FROM columns"
  @Option(help: "How the answer is printed.") var form = Form.table

  func run() async throws {
    let command = self
    try await runCommand { try command.work() }
  }

  private func work() throws {
    guard !sql.trimmingCharacters(in: [" ", "\n", "\t", ";"]).contains(";") || sql.contains("'") else {
      throw ValidationError("the question has several statements; allowed is one.")
    }
    let database = try CampaignDatabase(CampaignFolder(campaign.folder))
    var (columns, rows) = try database.rows(sql)
    switch form {
    case .csv:
      try StandardOutput.write(([columns] + rows.map { $0.map(\.text) }).map(RecordTable.line).joined())
    case .json:
      // Keys of an object differ.
      for index in columns.indices where columns[..<index].contains(columns[index]) { columns[index] += "_\(index + 1)" }
      let records = rows.map { row in RecordValue.record(zip(columns, row).map { RecordField($0, $1.record) }) }
      try StandardOutput.write(try RecordValue.list(records).json() + "\n")
    case .table:
      let texts = rows.map { $0.map(\.shown) }
      let widths = columns.indices.map { index in ([columns] + texts).map { $0[index].count }.max() ?? 0 }
      let isNumber = columns.indices.map { index in rows.allSatisfy { $0[index].double != nil || $0[index] == .null } }
      let lines = ([columns] + texts).map { row in
        row.indices.map { index -> String in
          let padding = String(repeating: " ", count: widths[index] - row[index].count)
          return isNumber[index] ? padding + row[index] : row[index] + padding
        }.joined(separator: "  ")
      }
      try StandardOutput.write(lines.map { $0.trimmingSuffix(of: " ") + "\n" }.joined())
    }
  }
}

extension String {
  fileprivate func trimmingSuffix(of character: Character) -> String {
    var text = self
    while text.last == character { text.removeLast() }
    return text
  }
}

extension CampaignDatabase.Value {
  /// In a table for people: six significant digits.
  fileprivate var shown: String {
    if case .number(let number) = self { return String(format: "%.6g", number) }
    return printable(text, limit: 400, longestWord: 400)
  }

  fileprivate var record: RecordValue {
    switch self {
    case .null: .null
    case .whole(let number): number >= 0 ? .whole(UInt64(number)) : .number(Double(number))
    case .number(let number): .number(number)
    case .text(let text): .text(text)
    }
  }
}
