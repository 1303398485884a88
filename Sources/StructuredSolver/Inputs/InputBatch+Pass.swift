extension InputBatch {
  /// One iteration, in a single pass over the rows, either up or down.
  ///
  /// Conjugate gradients are kept in the preconditioned residual z = M⁻¹ r, with r left out: z loses step M⁻¹ q where q =
  /// S p, and r · z is z · M z. So the elimination of q along the column wires can go on while the
  /// rows of q appear, and its back substitution is the first thing of the next pass, which goes the other way. Each plane
  /// is read and written once an iteration.
  struct Pass {
    /// Whether it begins at the last row.
    let isUpward: Bool
    /// Whether solution, direction and z are zero until now, whatever their memory holds.
    var isFirst = false
    /// What the pass before found: the solution gains `step` p, and the new direction is z + beta p.
    let step: Single8
    let beta: Single8
    /// r · z at the beginning, lane by lane. The difference that `energy` leads to serves to renew the direction only: its
    /// error would grow from one iteration to the next.
    var power = Vector8.zero
    /// p · q and q · M⁻¹ q, lane by lane.
    var curvature = Vector8.zero
    var energy = Vector8.zero
  }

  /// Runs a pass.
  func run(_ pass: inout Pass) {
    let rows = rows
    carried.clear()
    if let coarse {
      coarse.advance(Vector8(pass.step))
      pass.power += coarse.power
    }
    for turn in 0...rows {
      if turn < rows { renew(pass.isUpward ? rows - 1 - turn : turn, turn, &pass) }
      if turn > 0 { apply(pass.isUpward ? rows - turn : turn - 1, turn - 1, &pass) }
    }
    finish(&pass)
  }

  /// The first elimination, of the right-hand side, downwards.
  func begin() -> Pass {
    var pass = Pass(isUpward: false, isFirst: true, step: .zero, beta: .zero)
    coarse?.clearSums()
    let width = Self.lanes * columns
    for row in 0..<rows {
      let r = residual.pointer + row * width
      var elimination = Elimination(self, row, turn: row, isUpward: false)
      var column = columns - 1
      while column >= 0 {
        elimination.take(r.vector(Self.lanes * column), column)
        column -= 1
      }
      pass.energy += Vector8(elimination.energy)
    }
    finish(&pass)
    return pass
  }

  /// Adds what the merged columns and the second level have to q · M⁻¹ q, and prepares them for the next pass.
  private func finish(_ pass: inout Pass) {
    if columnEnds.lines.isMerged {
      let factors = factors.downFactors.pointer + (rows - 1) * columns
      let sums = residual.pointer + (pass.isUpward ? 0 : rows - 1) * Self.lanes * columns
      for column in 0..<columns {
        let sum = sums.vector(Self.lanes * column)
        let value = factors[column] * sum
        pass.energy += Vector8(value * sum)
        mergedVoltages.pointer.store(value, Self.lanes * column)
      }
    }
    if let coarse { pass.energy += coarse.solve() }
  }

  /// Renews preconditioned residual, solution and direction in a row, and sweeps towards the end of its row wire.
  private func renew(_ row: Int, _ turn: Int, _ pass: inout Pass) {
    let columns = columns
    let start = row * Self.lanes * columns
    let (isMerged, areColumnsMerged) = (rowEnds.lines.isMerged, columnEnds.lines.isMerged)
    let scale = Float(1 / rowEnds.lines.segment)
    let a = factors.gains.pointer + row * columns
    let u = factors.rowFactors.pointer + row * columns
    let back = (pass.isUpward ? factors.downFactors : factors.upFactors).pointer + row * columns
    let (y, z) = (residual.pointer + start, preconditioned.pointer + start)
    let (p, x) = (direction.pointer + start, correction.pointer + start)
    let (carry, merged) = (carried.pointer, mergedVoltages.pointer)
    let w = work.pointer + (turn % 2) * Self.lanes * columns
    let free = coarse?.free(row) ?? factors.zeros.pointer
    coarse?.interpolate(row)
    let (isFirst, step, beta) = (pass.isFirst, pass.step, pass.beta)
    // Merged columns count once. Elsewhere M is the sum of squares that its factors say.
    let isCounted = !areColumnsMerged || turn == 0
    let ends = areColumnsMerged ? factors.downFactors.pointer + (rows - 1) * columns : back
    let behind =
      turn == 0 || areColumnsMerged
      ? factors.zeros.pointer : z + (pass.isUpward ? 1 : -1) * Self.lanes * columns
    var power = Single8.zero
    var sum = Single8.zero
    var before: Float = isMerged ? 1 : 0
    for column in 0..<columns {
      let place = Self.lanes * column
      var change: Single8
      if areColumnsMerged {
        change = merged.vector(place)
      } else {
        change = back[column] * (y.vector(place) + carry.vector(place))
        carry.store(change, place)
      }
      let old = isFirst ? .zero : p.vector(place)
      let rest = (isFirst ? .zero : z.vector(place)) - step * change
      var new = rest + beta * old
      if let coarse { new += free[column] * coarse.value(column) }
      let own = rest - ends[column] * behind.vector(place)
      // Where a source holds the node, both are zero.
      power += (1 / max(ends[column], .leastNormalMagnitude)) * (own * own)
      x.store(isFirst ? .zero : x.vector(place) + step * old, place)
      z.store(rest, place)
      p.store(new, place)
      sum = (scale * a[column]) * new + before * sum
      if !isMerged { before = u[column] }
      w.store(sum, place)
    }
    if isCounted { pass.power += columnEnds.lines.segment * Vector8(power) }
  }

  /// Sweeps back along a row wire, and eliminates S p there.
  private func apply(_ row: Int, _ turn: Int, _ pass: inout Pass) {
    let columns = columns
    let width = Self.lanes * columns
    let isMerged = rowEnds.lines.isMerged
    let g = Float(columnEnds.lines.segment)
    let a = factors.gains.pointer + row * columns
    let u = factors.rowFactors.pointer + row * columns
    let p = direction.pointer + row * width
    let w = work.pointer + (turn % 2) * width
    let (top, bottom) = (factors.topMirror.pointer, factors.bottomMirror.pointer)
    let (isFirst, isLast) = (row == 0, row == rows - 1)
    var elimination = Elimination(self, row, turn: turn, isUpward: pass.isUpward)
    var voltage = isMerged ? w.vector(width - Self.lanes) * u[columns - 1] : Single8.zero
    var part = Single8.zero
    var column = columns - 1
    while column >= 0 {
      let place = Self.lanes * column
      if !isMerged { voltage = u[column] * (w.vector(place) + voltage) }
      let here = p.vector(place)
      let up = isFirst ? top[column] * here : p.vector(place - width)
      let down = isLast ? bottom[column] * here : p.vector(place + width)
      let result = g * ((here - up) + (here - down)) + a[column] * (here - voltage)
      part += result * here
      elimination.take(result, column)
      column -= 1
    }
    // Sums within a row are in single precision, the sum over rows in double.
    pass.curvature += Vector8(part)
    pass.energy += Vector8(elimination.energy)
  }
}

/// The elimination of one row's currents along the column wires, which takes them from the last column to the first.
private struct Elimination {
  private let y: UnsafeMutablePointer<Float>
  private let u: UnsafeMutablePointer<Float>
  /// The row before, and its factors.
  private let behind: UnsafeMutablePointer<Float>
  private let factors: UnsafeMutablePointer<Float>
  private let scale: Float
  private let g: Float
  private let isMerged: Bool
  private let coarse: BatchCorrection?
  private let free: UnsafeMutablePointer<Float>
  private let row: Int
  /// The row's part of q · M⁻¹ q.
  var energy = Single8.zero
  /// Sums of the currents in the present strip between two hats.
  private var near = Single8.zero
  private var total = Single8.zero

  /// - Parameter turn: number of the row in the order of the pass.
  init(_ batch: InputBatch, _ row: Int, turn: Int, isUpward: Bool) {
    let columns = batch.columns
    let width = InputBatch.lanes * columns
    let plane = (isUpward ? batch.factors.upFactors : batch.factors.downFactors).pointer
    y = batch.residual.pointer + row * width
    u = plane + row * columns
    let before = isUpward ? row + 1 : row - 1
    behind = turn == 0 ? batch.factors.zeros.pointer : batch.residual.pointer + before * width
    factors = turn == 0 ? u : plane + before * columns
    isMerged = batch.columnEnds.lines.isMerged
    g = Float(batch.columnEnds.lines.segment)
    scale = 1 / g
    coarse = batch.coarse
    free = batch.coarse?.free(row) ?? batch.factors.zeros.pointer
    self.row = row
  }

  @inline(__always)
  mutating func take(_ current: Single8, _ column: Int) {
    let place = InputBatch.lanes * column
    if isMerged {
      y.store(behind.vector(place) + current, place)
      return
    }
    let value = scale * current + factors[column] * behind.vector(place)
    y.store(value, place)
    energy += (g * u[column]) * (value * value)
    guard let coarse else { return }
    let counted = free[column] * current
    near += coarse.share(column) * counted
    total += counted
    if coarse.isStart(column) {
      coarse.add(near, total - near, row, column)
      (near, total) = (.zero, .zero)
    }
  }
}
