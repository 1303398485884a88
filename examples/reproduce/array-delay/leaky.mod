* A transistor whose drain lowers its threshold: 150 nA per um of width flow at a gate of 0 V and a drain of 2.4 V.
.model n nmos level=54 version=4.5 toxe=10n vth0=0.3 u0=0.045 eta0=0.2 dsub=0.1 voff=-0.25
