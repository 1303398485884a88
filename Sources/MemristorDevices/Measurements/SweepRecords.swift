import CrossbarPrimitives

/// Collects the samples of a file by device and cycle, in any order of both, and parts them into loops.
struct SweepRecords {
  /// What a sample belongs to; nil for what the file does not tell.
  private struct Key: Hashable {
    let device: String?
    let cycle: String?
    /// Of several series side by side, the one.
    let series: Int
  }

  /// The samples of one device and cycle in the order of the file. A class, so that appending to one of many copies nothing.
  private final class Record {
    let device: (name: String?, origin: DeviceOrigin)
    let cycle: String?
    var sweep = VoltageSweep(voltages: [], currents: [])
    var times: [Double] = []
    /// Blocks of the file that it has samples of: their number, first sample and current limit.
    var blocks: [(number: Int, start: Int, compliance: Double?)] = []

    init(_ key: Key, _ series: SweepColumns.Series) {
      // Where a table tells devices or cycles twice, by a column of names and by columns side by side, both count.
      let devices = [key.device, series.device].compactMap { $0 }
      let cycles = [key.cycle, series.cycle].compactMap { $0 }
      let origin: DeviceOrigin = key.device != nil ? .cell : series.device != nil ? .column : .file
      device = (devices.isEmpty ? nil : devices.joined(separator: "/"), origin)
      cycle = cycles.isEmpty ? nil : cycles.joined(separator: "/")
    }
  }

  /// In the order in which they first appear.
  private var order: [Record] = []
  private var records: [Key: Record] = [:]
  /// Those of the last row, one for each series; nil before a series' first sample with these names.
  private var last: [Record?] = []
  private var lastNames: (device: String?, cycle: String?) = (nil, nil)
  private var block = (number: 0, compliance: nil as Double?)
  /// Samples so far.
  private(set) var count = 0
  /// Devices and cycles so far.
  var recordCount: Int { order.count }

  /// Later samples belong to a new block of the file, under a header of its own.
  /// - Parameter compliance: A; nil if the lines above do not say.
  mutating func beginBlock(_ columns: SweepColumns, compliance: Double?) {
    block = (block.number + 1, compliance)
    last = Array(repeating: nil, count: columns.series.count)
    lastNames = (nil, nil)
  }

  /// Adds a sample in V, A and s.
  /// - Parameter index: the series of `columns` that it belongs to.
  mutating func append(
    voltage: Double, current: Double, time: Double?, series index: Int, of columns: SweepColumns, device: String?, cycle: String?
  ) {
    if lastNames.device != device || lastNames.cycle != cycle {
      lastNames = (device, cycle)
      for index in last.indices { last[index] = nil }
    }
    let record = last[index] ?? record(series: index, of: columns)
    last[index] = record
    record.sweep.voltages.append(voltage)
    record.sweep.currents.append(current)
    if let time { record.times.append(time) }
    count += 1
  }

  private mutating func record(series index: Int, of columns: SweepColumns) -> Record {
    let key = Key(device: lastNames.device, cycle: lastNames.cycle, series: index)
    let record = records[key] ?? Record(key, columns.series[index])
    if records.updateValue(record, forKey: key) == nil { order.append(record) }
    if record.blocks.last?.number != block.number {
      record.blocks.append((block.number, record.sweep.voltages.count, block.compliance))
    }
    return record
  }

  // MARK: Loops

  /// The loops, in the order in which their records begin in the file.
  /// - Parameter ownName: the device's name where the file has none.
  func sweeps(source: String, ownName: String) -> [(sweep: MeasuredSweep, origin: DeviceOrigin)] {
    var counts: [String: Int] = [:]
    var sweeps: [(MeasuredSweep, DeviceOrigin)] = []
    for record in order {
      let device = record.device.name ?? ownName
      for (index, loop) in Self.loops(of: record).enumerated() {
        let running = counts[device, default: 0]
        counts[device] = running + 1
        let cycle = record.cycle.map { index == 0 ? $0 : "\($0).\(index + 1)" } ?? "\(running)"
        let sweep = MeasuredSweep(
          device: device, cycle: cycle, source: source, sweep: loop.sweep, compliance: loop.compliance, times: loop.times)
        sweeps.append((sweep, record.device.origin))
      }
    }
    return sweeps
  }

  private struct Loop {
    var sweep: VoltageSweep
    var times: [Double]?
    var compliance: Double?
  }

  /// The loops of each block; a block of one half and the block of the other half after it are one loop, as where SET and
  /// RESET were measured with limits of their own.
  private static func loops(of record: Record) -> [Loop] {
    var loops: [Loop] = []
    var openHalf: Bool?
    let hasTimes = record.times.count == record.sweep.voltages.count
    for part in parts(of: record) {
      let sweep = VoltageSweep(
        voltages: Array(record.sweep.voltages[part.range]), currents: Array(record.sweep.currents[part.range]))
      var start = part.range.lowerBound
      let own = sweep.loops.map { sweep in
        defer { start += sweep.voltages.count }
        let range = start..<start + sweep.voltages.count
        return Loop(sweep: sweep, times: hasTimes ? Array(record.times[range]) : nil, compliance: part.compliance)
      }
      let half = own.count == 1 ? side(own[0].sweep) : nil
      if let half, let open = openHalf, half != open, var joined = loops.last {
        joined.sweep.voltages += own[0].sweep.voltages
        joined.sweep.currents += own[0].sweep.currents
        joined.times = joined.times.flatMap { earlier in own[0].times.map { earlier + $0 } }
        joined.compliance = half ? own[0].compliance : joined.compliance
        loops[loops.count - 1] = joined
        openHalf = nil
      } else {
        loops += own
        openHalf = half
      }
    }
    return loops
  }

  /// The blocks of a record, each cut where the voltage falls back from far out to its beginning in one step, as between
  /// sweeps that are only taken outward.
  private static func parts(of record: Record) -> [(range: Range<Int>, compliance: Double?)] {
    let (voltages, currents) = (record.sweep.voltages, record.sweep.currents)
    var parts: [(Range<Int>, Double?)] = []
    for (index, block) in record.blocks.enumerated() {
      let end = index + 1 < record.blocks.count ? record.blocks[index + 1].start : voltages.count
      var start = block.start
      let largest = voltages[start..<end].reduce(0) { max($0, abs($1)) }
      // A fall between two steady climbs of four samples or more.
      for cut in block.start + 4..<max(end - 3, block.start + 4) where cut - start >= 4 {
        let fall = abs(voltages[cut] - voltages[cut - 1])
        // At a SET, a measured voltage falls too, while the current rises.
        guard fall > 0.4 * largest, abs(voltages[cut]) < 0.2 * largest, abs(currents[cut]) < abs(currents[cut - 1]) else {
          continue
        }
        let steps = [(cut - 3, cut - 2), (cut - 2, cut - 1), (cut, cut + 1), (cut + 1, cut + 2)]
        guard steps.allSatisfy({ abs(voltages[$1] - voltages[$0]) < 0.3 * fall }) else { continue }
        parts.append((start..<cut, block.compliance))
        start = cut
      }
      parts.append((start..<end, block.compliance))
    }
    return parts
  }

  /// Whether a loop is all on the positive side, or all on the negative one; nil if it is on both.
  private static func side(_ sweep: VoltageSweep) -> Bool? {
    let (lowest, highest) = (sweep.voltages.min() ?? 0, sweep.voltages.max() ?? 0)
    let small = 0.02 * max(highest, -lowest)
    return lowest >= -small ? highest > 0 ? true : nil : highest <= small ? false : nil
  }
}

/// Where the name of a device comes from.
enum DeviceOrigin: Hashable {
  case file
  case column
  case cell
}
