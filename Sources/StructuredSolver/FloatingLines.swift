/// Lines from which no path leads to any held end: they have no voltage, and no current flows in them.
struct FloatingLines {
  private(set) var rows: [Bool]
  private(set) var columns: [Bool]
  /// One row or column of each group of such lines that cells connect: rows first, columns counted on from them.
  private(set) var representatives: [Int]

  /// - Parameter isJoined: whether there is a cell at a row and a column.
  init(rowLines: WireLines, columnLines: WireLines, isJoined: (_ row: Int, _ column: Int) -> Bool) {
    let (rowCount, columnCount) = (rowLines.count, columnLines.count)
    var parent = Array(0..<(rowCount + columnCount))
    func root(_ line: Int) -> Int {
      var line = line
      while parent[line] != line {
        parent[line] = parent[parent[line]]
        line = parent[line]
      }
      return line
    }
    for row in 0..<rowCount {
      for column in 0..<columnCount where isJoined(row, column) {
        let (one, other) = (root(row), root(rowCount + column))
        if one != other { parent[other] = one }
      }
    }
    var isHeld = Array(repeating: false, count: rowCount + columnCount)
    for row in 0..<rowCount where rowLines.first[row].isHeld || rowLines.last[row].isHeld { isHeld[root(row)] = true }
    for column in 0..<columnCount where columnLines.first[column].isHeld || columnLines.last[column].isHeld {
      isHeld[root(rowCount + column)] = true
    }
    rows = (0..<rowCount).map { !isHeld[root($0)] }
    columns = (0..<columnCount).map { !isHeld[root(rowCount + $0)] }
    representatives = (0..<(rowCount + columnCount)).filter { root($0) == $0 && !isHeld[$0] }
  }

  var isEmpty: Bool { representatives.isEmpty }
}
