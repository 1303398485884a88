import Records

/// The figures of a window study. Exactly one of `recommended`, `candidate` and `nearest` is there.
public struct WindowFigures: Figures {
  @Figure("Cells written at each setting") public var cells = 0
  /// The limits that a setting must meet.
  public var limits = WindowLimits()
  @Figure("Settings that meet the limits", .plain, "In the cells written there, within the transistor's ratings.")
  public var metPoints = 0
  @Figure("Settings within the transistor's ratings", .plain, "None where no ratings are given.")
  public var pointsWithinRatings: Int? = nil
  @Figure("Best setting without ratings", .plain, "Where it is another one, or there is none within them.")
  public var withoutRatings: PulseSetting? = nil
  @Figure("Stress of the access transistors", .plain, "At the recommended setting, the candidate or the nearest setting.")
  public var stress = StressFigures()
  @Figure("Recommended setting", .plain, "A candidate whose limits all hold over their 95 % intervals.")
  public var recommended: Candidate? = nil
  @Figure("Candidate", .plain, "Of which that is not known.") public var candidate: Candidate? = nil
  @Figure("Setting nearest to being safe", .plain, "Where there is no candidate.") public var nearest: Nearest? = nil
  @Figure("Numerical failures", .plain, "Cells, written or watched, without a result; no share counts them.")
  public var numericalFailures = 0
  @Figure public var conclusion = ""
  @Figure("RESETs by each scheme", .plain, "Empty unless they were compared.") public var resetSchemes: [ResetSchemePoint] = []
  @Figure("Settings") public var points: [WindowPoint] = []

  public init() {}

  /// The setting that meets every limit with the cells written there and is farthest from any setting that does not.
  public struct Candidate: Figures {
    @Figure("By the cells that it was chosen by") public var point = WindowPoint()
    @Figure("By further cells") public var confirmation: WindowPoint? = nil
    @Figure("Limits", .plain, "Of the further cells, or else of those that it was chosen by.") public var checks: [LimitCheck] =
      []
    @Figure("Grid steps to what does not meet the limits") public var marginSteps = WindowMargin()
    @Figure("Settings around it that meet the limits", .plain, "One of the three is varied.") public var room = WindowRoom()

    public init() {}
  }

  /// The setting that misses its limits by the least.
  public struct Nearest: Figures {
    /// One of the grid's settings, none of which meets every limit.
    public var setting = PulseSetting()
    @Figure("Limits that it misses") public var missed: [LimitCheck] = []

    public init() {}
  }
}

extension WindowFigures {
  init(_ findings: WindowFindings) {
    let window = findings.window
    cells = findings.study.count
    limits = window.limits
    metPoints = window.isSafe.count { $0 }
    let isRated = window.points.contains { $0.stress.withinRatings != nil }
    pointsWithinRatings = isRated ? window.points.count { !$0.stress.isForbidden } : nil
    withoutRatings = window.candidateWithoutRatings.map { window.points[$0].setting }
    (stress, resetSchemes) = (findings.stress, findings.schemes)
    if let index = window.candidate {
      var best = Candidate()
      best.point = window.points[index]
      best.confirmation = findings.confirmation
      best.checks = limits.checks(findings.judged)
      best.marginSteps = window.margins[index]
      best.room = window.room(around: index)
      if findings.isConfirmed { recommended = best } else { candidate = best }
    } else {
      var nearest = Nearest()
      nearest.setting = findings.judged.setting
      nearest.missed = limits.checks(findings.judged).filter { !$0.isMet }
      self.nearest = nearest
    }
    numericalFailures = (window.points + [findings.confirmation].compactMap { $0 }).reduce(0) { $0 + $1.numericalFailures }
    conclusion = findings.conclusion
    points = window.points
  }
}
