// The linear equations of a step: factors and solutions, from the far end to the drivers and back.
extension ColumnKernel {
  /// Factors the equations, with the derivatives of the last evaluation.
  /// - Parameter diagonal: 1/(h γ) of a step, 1/s; nil where the states are held.
  func factor(_ diagonal: Lanes?) {
    var beyond = LineMatrix()
    for index in (0..<rowCount).reversed() {
      let (row, slopes) = (row(index), row(index).transistor)
      row.conductance = registers[index].start[numbers.conductance]
      if let diagonal { factorStates(index, diagonal) }
      let conductance = row.conductance
      let resistance = 1.0 / (slopes.drainByDrain + conductance)
      row.middleResistance = resistance
      let share = conductance * resistance
      let admittance =
        beyond
        + LineMatrix(
          share * slopes.drainByDrain, share * slopes.drainBySource, share * slopes.sourceByDrain,
          slopes.sourceBySource - slopes.sourceByDrain * slopes.drainBySource * resistance)
      let divider = admittance.divider(segment(to: index))
      (row.admittance, row.divider) = (admittance, divider)
      beyond = divider * admittance
    }
  }

  /// Inverts a row's states' matrix 1/(h γ) - df/dy, and adds their answer to the memristor's conductance.
  @inline(__always)
  private func factorStates(_ index: Int, _ diagonal: Lanes) {
    let (row, r) = (row(index), registers[index].start)
    for state in 0..<stateCount {
      row.currentByState[state] = r[numbers.currentByState[state]]
      row.rateByVoltage[state] = r[numbers.rateByVoltage[state]]
      for other in 0..<stateCount {
        let place = state * stateCount + other
        row.inverse[place] = (state == other ? diagonal : all(0)) - r[numbers.rateByState[place]]
      }
    }
    invert(row.inverse, order: stateCount)
    for state in 0..<stateCount {
      let answer = inverseRow(state, row, times: row.rateByVoltage)
      row.stateByVoltage[state] = answer
      row.conductance = row.conductance + row.currentByState[state] * answer
    }
  }

  /// A row of the inverse of the states' matrix times a vector.
  @inline(__always)
  func inverseRow(_ state: Int, _ row: ColumnRow, times vector: UnsafeMutablePointer<Lanes>) -> Lanes {
    var sum = row.inverse[state * stateCount] * vector[0]
    for other in 1..<max(stateCount, 1) { sum = sum + row.inverse[state * stateCount + other] * vector[other] }
    return sum
  }

  /// Solves the linear equations of all rows for a stage's increments of nodes and states, from `right` and, unless the
  /// states are held, `stateAnswer`.
  /// - Returns: what the increments change of the drivers' currents, A.
  func solve(stage: Int, statesAreHeld: Bool = false) -> DriverCurrents {
    var change = DriverCurrents()
    var beyond = LineVector()
    for index in (0..<rowCount).reversed() {
      let row = row(index)
      let (slopes, right, resistance) = (row.transistor, row.right, row.middleResistance)
      let own = statesAreHeld ? all(0) : statesCurrent(row)
      let middle = (right.middle + own) * resistance
      let here =
        beyond
        + LineVector(
          bitLine: (own * slopes.drainByDrain - row.conductance * right.middle) * resistance,
          sourceLine: slopes.sourceByDrain * middle)
      row.beyond = here
      beyond = row.divider * (row.admittance * LineVector(bitLine: right.bitLine, sourceLine: right.sourceLine) + here)
    }
    var before = LineVector()
    for index in 0..<rowCount {
      let row = row(index)
      let (slopes, right) = (row.transistor, row.right)
      let moved = before + LineVector(bitLine: right.bitLine, sourceLine: right.sourceLine)
      let currents = row.divider * (row.admittance * moved + row.beyond)
      before = moved - segment(to: index) * currents
      let own = statesAreHeld ? all(0) : statesCurrent(row)
      let middle =
        (right.middle + own + row.conductance * before.bitLine - slopes.drainBySource * before.sourceLine)
        * row.middleResistance
      let increment = NodeLanes(bitLine: before.bitLine, middle: middle, sourceLine: before.sourceLine)
      row.setNodeIncrement(stage, increment)
      if !statesAreHeld {
        for state in 0..<stateCount {
          row.increments[3 * stage + state] =
            row.stateAnswer[state] + row.stateByVoltage[state] * increment.acrossMemristor
        }
      }
      let current = row.conductance * increment.acrossMemristor + own
      let bulk =
        (slopes.drainByDrain + slopes.sourceByDrain) * middle
        + (slopes.drainBySource + slopes.sourceBySource) * before.sourceLine
      change.bitLine = change.bitLine + current
      change.sourceLine = change.sourceLine + (current - bulk)
    }
    return change
  }

  /// The memristor's current that the states' own answer makes, A.
  @inline(__always)
  private func statesCurrent(_ row: ColumnRow) -> Lanes {
    var sum = all(0)
    for state in 0..<stateCount { sum = sum + row.currentByState[state] * row.stateAnswer[state] }
    return sum
  }
}
