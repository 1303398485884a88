/// A transistor as a sum of tables, each with a weight: one table alone, or the interpolation between tables of neighbouring
/// gate voltages where a cell's own threshold is shifted, times the cell's own gain.
package struct WeightedTables: Sendable, Hashable {
  /// A table and its share; the shares of an interpolation add up to the gain.
  package struct Part: Sendable, Hashable {
    package var table: TransistorTable
    package var weight: Double

    package init(_ table: TransistorTable, weight: Double) { (self.table, self.weight) = (table, weight) }
  }

  /// Voltage of the cell's word line, V.
  package let gateVoltage: Double
  /// At least one.
  package let parts: [Part]

  package init(gateVoltage: Double, parts: [Part]) { (self.gateVoltage, self.parts) = (gateVoltage, parts) }

  /// One table as it is.
  package init(_ table: TransistorTable) {
    self.init(gateVoltage: table.gateVoltage, parts: [Part(table, weight: 1)])
  }

  /// Interpolates in the gate voltage, by the polynomial through the four tables around it: an error of the fourth order in
  /// their distance.
  /// - Parameters:
  ///   - family: tables of one transistor at rising gate voltages, four or more.
  ///   - shift: of the threshold voltage, V, which is one of the gate by its negative.
  ///   - gain: factor of all currents.
  package init(_ family: [TransistorTable], gateVoltage: Double, thresholdShift shift: Double, gain: Double) {
    precondition(family.count >= 4, "a cubic goes through four tables")
    let gate = gateVoltage - shift
    let above = family.firstIndex { $0.gateVoltage >= gate } ?? family.count
    let first = min(max(above - 2, 0), family.count - 4)
    let near = family[first..<first + 4]
    self.init(
      gateVoltage: gateVoltage,
      parts: near.map { table in
        let others = near.filter { $0 !== table }
        return Part(
          table,
          weight: others.reduce(gain) { $0 * (gate - $1.gateVoltage) / (table.gateVoltage - $1.gateVoltage) })
      }.filter { $0.weight != 0 })
  }

  /// The currents and their derivatives, as `TransistorTable.reading`.
  package func reading(drain: Double, source: Double) -> TransistorTable.Reading {
    parts.reduce(into: TransistorTable.Reading()) { sum, part in
      let reading = part.table.reading(drain: drain, source: source)
      sum.drain += part.weight * reading.drain
      sum.drainByDrain += part.weight * reading.drainByDrain
      sum.drainBySource += part.weight * reading.drainBySource
      sum.bulk += part.weight * reading.bulk
      sum.bulkByDrain += part.weight * reading.bulkByDrain
      sum.bulkBySource += part.weight * reading.bulkBySource
    }
  }

  /// Whether voltages of drain and source, V, are within the range of all tables.
  package func covers(drain: Double, source: Double) -> Bool {
    parts.allSatisfy { $0.table.covers(drain: drain, source: source) }
  }
}
