/// Lines from which no path leads to any held end. They have no voltage, and no current flows in them.
struct FloatingLines {
  /// Whether each row floats, and each column.
  private(set) var rows: [Bool]
  private(set) var columns: [Bool]
  /// One row or column of each group of floating lines that cells connect. Columns are numbered after the rows.
  private(set) var representatives: [Int]

  /// - Parameter isJoined: whether there is a cell at a crossing.
  init(_ network: CrossbarNetwork, isJoined: (_ row: Int, _ column: Int) -> Bool) {
    let (rowLines, columnLines) = network.lines
    let (rowCount, columnCount) = (rowLines.count, columnLines.count)
    var groups = DisjointSets(count: rowCount + columnCount)
    for row in 0..<rowCount {
      // Once a row has met all groups of columns, its further cells join nothing new.
      var groupsBefore = groups.count - (rowCount - 1 - row)
      for column in 0..<columnCount where groupsBefore > 1 && isJoined(row, column) {
        groups.join(row, rowCount + column)
        groupsBefore = groups.count - (rowCount - 1 - row)
      }
    }
    let root = (0..<(rowCount + columnCount)).map { groups.root($0) }
    var isHeld = Array(repeating: false, count: rowCount + columnCount)
    for row in 0..<rowCount where rowLines.first[row].isHeld || rowLines.last[row].isHeld { isHeld[root[row]] = true }
    for column in 0..<columnCount where columnLines.first[column].isHeld || columnLines.last[column].isHeld {
      isHeld[root[rowCount + column]] = true
    }
    rows = (0..<rowCount).map { !isHeld[root[$0]] }
    columns = (0..<columnCount).map { !isHeld[root[rowCount + $0]] }
    representatives = (0..<(rowCount + columnCount)).filter { root[$0] == $0 && !isHeld[$0] }
  }

  /// The wires of the network, or of the same network with other voltages at its ends. One line of each
  /// floating group is held at 0 V, or its equations would have no unique solution; no current flows in any case.
  func lines(of network: CrossbarNetwork) -> (rows: WireLines, columns: WireLines) {
    var (rows, columns) = network.lines
    for line in representatives {
      let zero = WireEnd(.held(at: .zero, through: .zero))
      if line < rows.count { rows.first[line] = zero } else { columns.first[line - rows.count] = zero }
    }
    return (rows, columns)
  }

  /// The currents of all ends, from the sums over each line's cells. Ends of floating lines carry none.
  func endCurrents(_ balance: KirchhoffBalance, rowLines: WireLines, columnLines: WireLines) -> EndCurrents {
    let rowEnds = rows.indices.map { row in
      rows[row] ? (0, 0) : rowLines.endCurrents(row, sum: -balance.rows.sum[row], moment: -balance.rows.moment[row])
    }
    let columnEnds = columns.indices.map { column in
      columns[column]
        ? (0, 0) : columnLines.endCurrents(column, sum: balance.columns.sum[column], moment: balance.columns.moment[column])
    }
    return EndCurrents(
      left: rowEnds.map(\.0), right: rowEnds.map(\.1), top: columnEnds.map(\.0), bottom: columnEnds.map(\.1))
  }
}

extension CrossbarNetwork {
  fileprivate var lines: (rows: WireLines, columns: WireLines) {
    (
      WireLines(length: columns, segment: rowSegment.si, first: left, last: right),
      WireLines(length: rows, segment: columnSegment.si, first: top, last: bottom)
    )
  }
}

/// Sets of elements that are joined step by step (union-find).
private struct DisjointSets {
  private var parents: [Int]
  private(set) var count: Int

  init(count: Int) {
    parents = Array(0..<count)
    self.count = count
  }

  /// The element that represents an element's set.
  mutating func root(_ element: Int) -> Int {
    var element = element
    while parents[element] != element {
      parents[element] = parents[parents[element]]
      element = parents[element]
    }
    return element
  }

  /// Unites the sets of two elements.
  mutating func join(_ one: Int, _ other: Int) {
    let (one, other) = (root(one), root(other))
    guard one != other else { return }
    parents[other] = one
    count -= 1
  }
}
