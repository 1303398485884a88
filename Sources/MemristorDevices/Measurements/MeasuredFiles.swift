import CrossbarPrimitives
import Foundation

/// Measured files and folders of them, read together, so that devices of different files have different names.
///
///     let measured = try MeasuredFiles.read(["lab/wafer3", "old/loop.csv"], MeasurementReading())
///     for line in measured.understood { print(line) }
public struct MeasuredFiles: Sendable {
  /// In the order of the files.
  public private(set) var sweeps: [MeasuredSweep] = []
  /// The rows of tables of figures that others have extracted.
  public private(set) var figures: [ExtractedFigures] = []
  /// One line for each file: its name, and what was understood or why it was left out.
  public private(set) var understood: [String] = []
  /// What makes it doubtful that files were read as they are meant.
  public private(set) var warnings: [String] = []
  /// Paths of the files that were read, those in folders included.
  public private(set) var files: [String] = []

  /// Of no files.
  public init() {}

  /// Reads files, and in folders all that look like measurements.
  ///
  /// - Parameters:
  ///   - paths: files and folders; folders are searched at any depth, in alphabetical order.
  /// - Throws: `DeviceError` for a file that was named and cannot be read; in folders, those that are no tables are left out.
  public static func read(
    _ paths: [String], _ reading: MeasurementReading = MeasurementReading()
  ) throws(DeviceError) -> MeasuredFiles {
    var measured = MeasuredFiles()
    var read: [SweepFile] = []
    let listed = try MeasurementFolder.files(paths)
    let names = MeasurementFolder.shortest(listed.map(\.path), keepsExtension: true)
    var lines: [Int] = []
    for (file, name) in zip(listed, names) {
      if let reason = file.skipped {
        measured.understood.append("\(name): left out, \(reason)")
        continue
      }
      do {
        read.append(try SweepFile(path: file.path, reading))
        measured.files.append(file.path)
        lines.append(measured.understood.count)
        measured.understood.append(name)
      } catch {
        guard file.isInFolder, case .measurement(_, let line, _, let reason) = error else { throw error }
        measured.understood.append("\(name): left out\(line.map { ", line \($0)" } ?? ""): \(reason)")
      }
    }
    guard !read.isEmpty else {
      throw .file(path: paths.joined(separator: "' and '"), reason: "no file of measurements is in it")
    }
    measured.nameDevices(&read)
    for (file, line) in zip(read, lines) { measured.understood[line] += ": \(file.understood)" }
    measured.warnings = MeasurementDoubts.words(zip(lines.map { names[$0] }, read).map { ($0, $1.doubts) })
    measured.sweeps = read.flatMap(\.sweeps)
    measured.figures = read.flatMap(\.figures)
    return measured
  }

  /// The paths of the files that `read` would read, those in folders included, whether they turn out to be tables or not.
  /// - Throws: `DeviceError.file` for a folder that cannot be read.
  public static func paths(in paths: [String]) throws(DeviceError) -> [String] {
    try MeasurementFolder.files(paths).filter { $0.skipped == nil }.map(\.path)
  }

  /// What was understood, in a dozen lines at most: of many files, those of the same kind and columns are counted.
  public var summary: [String] {
    let most = 12
    guard understood.count > most else { return understood }
    var groups: [String: (count: Int, first: String)] = [:]
    var order: [String] = []
    for line in understood {
      // What follows the columns differs from file to file.
      let words = line.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? line
      let kind = words.split(separator: ", ").prefix { !$0.contains(/^[0-9]+ (?:sample|row)/) }.joined(separator: ", ")
      if groups[kind] == nil { order.append(kind) }
      groups[kind, default: (0, line)].count += 1
    }
    let lines = order.prefix(most - 1).map { kind in
      let (count, first) = groups[kind] ?? (0, "")
      return count == 1 ? first : "\(count) files: \(kind)"
    }
    return lines + (order.count < most ? [] : ["and \(order.count - most + 1) other kinds of files"])
  }

  /// Gives devices of different files different names.
  private func nameDevices(_ read: inout [SweepFile]) {
    let names = MeasurementFolder.shortest(files, keepsExtension: false)
    // A column's title names a device only within its file.
    var users: [String: Set<Int>] = [:]
    for (index, file) in read.enumerated() {
      for (sweep, origin) in zip(file.sweeps, file.origins) where origin == .column {
        users[sweep.device, default: []].insert(index)
      }
    }
    for index in read.indices {
      for (place, origin) in read[index].origins.enumerated() {
        let device = read[index].sweeps[place].device
        switch origin {
        case .file: read[index].sweeps[place].device = names[index]
        case .column where (users[device]?.count ?? 0) > 1: read[index].sweeps[place].device = "\(names[index])/\(device)"
        default: break
        }
      }
      // Rows are numbered within their table.
      guard !read[index].namesDevices, names.count > 1 else { continue }
      for row in read[index].figures.indices { read[index].figures[row].device = "\(names[index])/\(row + 1)" }
    }
  }
}
