import Studies
import Testing

@Suite struct ProgressMeterTests {
  private func progress(_ done: Int, of total: Int = 100, _ stage: String = "cells") -> StudyProgress {
    StudyProgress(stage: stage, done: done, total: total)
  }

  @Test func whatIsLeftFollowsThePaceOfTheStage() {
    var meter = ProgressMeter()
    #expect(meter.text(progress(0), at: .seconds(5)) == "cells: 0 of 100 (0 %)")
    #expect(meter.text(progress(25), at: .seconds(15)) == "cells: 25 of 100 (25 %), 30 s left")
    #expect(meter.text(progress(50), at: .seconds(805)) == "cells: 50 of 100 (50 %), 13 min left")
    #expect(meter.text(progress(100), at: .seconds(900)) == "cells: 100 of 100 (100 %)")
    // The next stage begins anew.
    #expect(meter.text(progress(1, "checks"), at: .seconds(901)) == "checks: 1 of 100 (1 %)")
  }

  /// What an earlier run has done says nothing of the pace.
  @Test func aResumedRunCountsItsOwnWork() {
    var meter = ProgressMeter()
    _ = meter.text(progress(90), at: .zero)
    #expect(meter.timeLeft(progress(95), at: .seconds(50)) == .seconds(50))
  }

  @Test func hoursAreTold() {
    var meter = ProgressMeter()
    _ = meter.text(progress(0, of: 1000), at: .zero)
    #expect(meter.text(progress(1, of: 1000), at: .seconds(15)) == "cells: 1 of 1000 (0 %), 4 h 10 min left")
    #expect(meter.text(progress(0, of: 0), at: .zero) == "cells: 0 of 0 (100 %)")
  }
}
