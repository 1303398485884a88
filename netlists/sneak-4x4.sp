* read of cell (0, 0) of a passive 4 x 4 array
* dialect hspice
* array: 4 rows x 4 columns, numbered from 0; (0, 0) is nearest the drivers
* cells: memristors drawn from ag-mos2 with seed 1
* no transistors, wires 0.5 ohm a segment, drivers 10 ohm
* written by mxbar 0.1.0: mxbar netlist sneak --dialect hspice
* row 0 at 0.1 V, column 0 at 0 V; unselected lines: floating
* RROW_r_c and RCOL_r_c wire up to cell (r, c), XCELL_r_c or RCELL_r_c the cell above its ammeter VCELL_r_c; VLEFTr drives row r, VBOTTOMc holds column c; lines that lead nowhere are left out
* the figures below marked 'expect' are what ngspice 39 found in this circuit
* expect i_vbottom0 = 0.0013618646893482557 A (relative 0.001, absolute 0): current into the selected column's sense node
* expect i_vleft0 = -0.001361864689348265 A (relative 0.001, absolute 0): current into the selected row's driver, so less than zero
.param v_set_0_0=3.5492627502545107
.param v_reset_0_0=0.39177259802577763
.param r_lrs_0_0=57.75307957050237
.param r_hrs_0_0=28753422.971312482
.param g_stable_0_0=0.00031702747425609403
.param can_reset_0_0=1
.param w0_0_0=1
.param v_set_0_1=3.071709354761943
.param v_reset_0_1=1.0528416007094092
.param r_lrs_0_1=587.2897996070343
.param r_hrs_0_1=518441.0220301508
.param g_stable_0_1=0.00027869890374858304
.param can_reset_0_1=1
.param w0_0_1=1
.param v_set_0_2=1.0396626195747443
.param v_reset_0_2=3.102422453233476
.param r_lrs_0_2=278.4816762876133
.param r_hrs_0_2=2379785.6776909335
.param g_stable_0_2=0.00019879046824285406
.param can_reset_0_2=1
.param w0_0_2=1
.param v_set_0_3=1.3595817406213
.param v_reset_0_3=0.5972265152008703
.param r_lrs_0_3=463.4264456669874
.param r_hrs_0_3=792223.3874600846
.param g_stable_0_3=0.00013349437218768248
.param can_reset_0_3=1
.param w0_0_3=1
.param v_set_1_0=1.5891834885293363
.param v_reset_1_0=0.9820559927736185
.param r_lrs_1_0=1024.8770612681137
.param r_hrs_1_0=1018460.3974383998
.param g_stable_1_0=0.00027880909820887786
.param can_reset_1_0=1
.param w0_1_0=1
.param v_set_1_1=0.7543306865984942
.param v_reset_1_1=2.0919204775420046
.param r_lrs_1_1=189.42474045514146
.param r_hrs_1_1=1174735.156819236
.param g_stable_1_1=0.00013524754663069163
.param can_reset_1_1=1
.param w0_1_1=1
.param v_set_1_2=1.0095736885101503
.param v_reset_1_2=1.3900660571103478
.param r_lrs_1_2=1998.931339502979
.param r_hrs_1_2=553445.1465171754
.param g_stable_1_2=0.00030540485733197056
.param can_reset_1_2=1
.param w0_1_2=1
.param v_set_1_3=1.5746593284840786
.param v_reset_1_3=2.6446919699558333
.param r_lrs_1_3=404.86637176844306
.param r_hrs_1_3=98675.2367847756
.param g_stable_1_3=0.0001532531192403975
.param can_reset_1_3=1
.param w0_1_3=1
.param v_set_2_0=1.352937439533762
.param v_reset_2_0=1.158637767476945
.param r_lrs_2_0=367.2438828451044
.param r_hrs_2_0=9599242.662209392
.param g_stable_2_0=0.0001528714486706628
.param can_reset_2_0=1
.param w0_2_0=1
.param v_set_2_1=1.5888837020725999
.param v_reset_2_1=0.7430622991827862
.param r_lrs_2_1=1441.5135728791706
.param r_hrs_2_1=529838.410202005
.param g_stable_2_1=0.0002118012966488342
.param can_reset_2_1=1
.param w0_2_1=1
.param v_set_2_2=0.48922622612035294
.param v_reset_2_2=0.2962196780731021
.param r_lrs_2_2=826.3361977357042
.param r_hrs_2_2=3158628.928401987
.param g_stable_2_2=0.00029597026140412545
.param can_reset_2_2=1
.param w0_2_2=1
.param v_set_2_3=4.185638843840133
.param v_reset_2_3=3.762665408094711
.param r_lrs_2_3=1651.9961283465027
.param r_hrs_2_3=2162958.586734937
.param g_stable_2_3=0.00017518768342668635
.param can_reset_2_3=1
.param w0_2_3=1
.param v_set_3_0=3.946696972319602
.param v_reset_3_0=0.4225194179923484
.param r_lrs_3_0=639.1376892462259
.param r_hrs_3_0=222827.86519850494
.param g_stable_3_0=0.00025855503811806176
.param can_reset_3_0=1
.param w0_3_0=1
.param v_set_3_1=0.6145627058621241
.param v_reset_3_1=1.333131649888325
.param r_lrs_3_1=241.34840388692413
.param r_hrs_3_1=3877661.2359405956
.param g_stable_3_1=0.00017328206787063533
.param can_reset_3_1=1
.param w0_3_1=1
.param v_set_3_2=9.958402859643897
.param v_reset_3_2=0.5176615679862366
.param r_lrs_3_2=2375.052479151352
.param r_hrs_3_2=467273.2631753275
.param g_stable_3_2=0.00021105986036264578
.param can_reset_3_2=1
.param w0_3_2=1
.param v_set_3_3=1.0084024056583896
.param v_reset_3_3=0.8160387501098785
.param r_lrs_3_3=439.69073408313
.param r_hrs_3_3=4296679.187840229
.param g_stable_3_3=0.00022360679545995057
.param can_reset_3_3=1
.param w0_3_3=1
.subckt ag_mos2 te be v_set=1.22 v_reset=0.98 r_lrs=519 r_hrs=1100000 w0=0 g_stable=0.00023 can_reset=1
+ v_hold=0.13 g_nucleus=2e-06 v_ohmic=0.2 v_read=0.1 sharpness=0.02 rate_grow=1 rate_nucleus=3
+ rate_dissolve=100 rate_limit=100000 tau_weak=0.002 steepness=12 w_stable_max=0.6
.param v_hold_own='min(v_hold,v_set)'
.param v_span='v_set-v_hold_own'
.param w_nucleus='g_nucleus*r_lrs'
.param w_stable='min(g_stable*r_lrs,w_stable_max)'
.param k_hrs='1/(r_hrs*sqrt(v_read*v_read+v_ohmic*v_ohmic))'
.param v_ohmic_squared='v_ohmic*v_ohmic'
.param grow_resistance='1/(rate_grow*w_nucleus)'
.param l_nucleus='rate_nucleus*w_nucleus/(v_set*v_set)'
.param dissolve_ratio='rate_limit/rate_dissolve'
.param c_dissolve='1e-09*rate_limit*can_reset'
.param c_relax='1e-09/tau_weak'
.param fade='steepness/w_stable'
Gcell te be
+ cur='max(min(V(w),1),0)*V(te,be)/r_lrs+(1-max(min(V(w),1),0))*k_hrs*V(te,be)*sqrt(min(V(te,be)*V(te,be),1000000000000)+v_ohmic_squared)'
Ethreshold v_grow 0 vol='v_hold_own+v_span*exp((-max(V(w),0))/w_nucleus)'
Eformed formed 0 vol='1-1/(1+pow(min(max(V(w),0),1)/w_nucleus,4))'
Ggrow 0 w
+ cur='1e-09*(1-V(w))/(1/(l_nucleus*max(V(te,be),0.01)*max(V(te,be),0.01)+rate_limit*max(V(formed),0))+grow_resistance*exp(max(min((1-V(te,be)/V(v_grow))/sharpness,80),-80)))'
Gdissolve w 0 cur='c_dissolve*V(w)/(1+dissolve_ratio*exp(max(min((1+V(te,be)/v_reset)/sharpness,80),-80)))'
Grelax w 0 cur='c_relax*max(V(w),0)/(max(V(w),0)+w_nucleus)*max(V(w),0)*exp((-min(max(V(w),0)*fade,80)))'
Cw w 0 1e-09 ic='w0'
.ends ag_mos2
.subckt ag_mos2_held te be v_set=1.22 v_reset=0.98 r_lrs=519 r_hrs=1100000 w0=0 g_stable=0.00023 can_reset=1
+ v_hold=0.13 g_nucleus=2e-06 v_ohmic=0.2 v_read=0.1 sharpness=0.02 rate_grow=1 rate_nucleus=3
+ rate_dissolve=100 rate_limit=100000 tau_weak=0.002 steepness=12 w_stable_max=0.6
.param k_hrs='1/(r_hrs*sqrt(v_read*v_read+v_ohmic*v_ohmic))'
.param v_ohmic_squared='v_ohmic*v_ohmic'
Gcell te be
+ cur='max(min(w0,1),0)*V(te,be)/r_lrs+(1-max(min(w0,1),0))*k_hrs*V(te,be)*sqrt(min(V(te,be)*V(te,be),1000000000000)+v_ohmic_squared)'
.ends ag_mos2_held
.subckt row_0 row_0_0 col_0_0 col_0_1 col_0_2 col_0_3
RROW_0_1 row_0_0 row_0_1 0.5
RROW_0_2 row_0_1 row_0_2 0.5
RROW_0_3 row_0_2 row_0_3 0.5
XCELL_0_0 row_0_0 m_0_0 ag_mos2_held v_set='v_set_0_0' v_reset='v_reset_0_0' r_lrs='r_lrs_0_0'
+ r_hrs='r_hrs_0_0' g_stable='g_stable_0_0' can_reset='can_reset_0_0' w0='w0_0_0'
VCELL_0_0 m_0_0 col_0_0 DC 0
XCELL_0_1 row_0_1 m_0_1 ag_mos2_held v_set='v_set_0_1' v_reset='v_reset_0_1' r_lrs='r_lrs_0_1'
+ r_hrs='r_hrs_0_1' g_stable='g_stable_0_1' can_reset='can_reset_0_1' w0='w0_0_1'
VCELL_0_1 m_0_1 col_0_1 DC 0
XCELL_0_2 row_0_2 m_0_2 ag_mos2_held v_set='v_set_0_2' v_reset='v_reset_0_2' r_lrs='r_lrs_0_2'
+ r_hrs='r_hrs_0_2' g_stable='g_stable_0_2' can_reset='can_reset_0_2' w0='w0_0_2'
VCELL_0_2 m_0_2 col_0_2 DC 0
XCELL_0_3 row_0_3 m_0_3 ag_mos2_held v_set='v_set_0_3' v_reset='v_reset_0_3' r_lrs='r_lrs_0_3'
+ r_hrs='r_hrs_0_3' g_stable='g_stable_0_3' can_reset='can_reset_0_3' w0='w0_0_3'
VCELL_0_3 m_0_3 col_0_3 DC 0
.ends row_0
.subckt row_1 col_0_0 col_1_0 col_0_1 col_1_1 col_0_2 col_1_2 col_0_3 col_1_3
RCOL_1_0 col_0_0 col_1_0 0.5
RROW_1_1 row_1_0 row_1_1 0.5
RCOL_1_1 col_0_1 col_1_1 0.5
RROW_1_2 row_1_1 row_1_2 0.5
RCOL_1_2 col_0_2 col_1_2 0.5
RROW_1_3 row_1_2 row_1_3 0.5
RCOL_1_3 col_0_3 col_1_3 0.5
XCELL_1_0 row_1_0 m_1_0 ag_mos2_held v_set='v_set_1_0' v_reset='v_reset_1_0' r_lrs='r_lrs_1_0'
+ r_hrs='r_hrs_1_0' g_stable='g_stable_1_0' can_reset='can_reset_1_0' w0='w0_1_0'
VCELL_1_0 m_1_0 col_1_0 DC 0
XCELL_1_1 row_1_1 m_1_1 ag_mos2_held v_set='v_set_1_1' v_reset='v_reset_1_1' r_lrs='r_lrs_1_1'
+ r_hrs='r_hrs_1_1' g_stable='g_stable_1_1' can_reset='can_reset_1_1' w0='w0_1_1'
VCELL_1_1 m_1_1 col_1_1 DC 0
XCELL_1_2 row_1_2 m_1_2 ag_mos2_held v_set='v_set_1_2' v_reset='v_reset_1_2' r_lrs='r_lrs_1_2'
+ r_hrs='r_hrs_1_2' g_stable='g_stable_1_2' can_reset='can_reset_1_2' w0='w0_1_2'
VCELL_1_2 m_1_2 col_1_2 DC 0
XCELL_1_3 row_1_3 m_1_3 ag_mos2_held v_set='v_set_1_3' v_reset='v_reset_1_3' r_lrs='r_lrs_1_3'
+ r_hrs='r_hrs_1_3' g_stable='g_stable_1_3' can_reset='can_reset_1_3' w0='w0_1_3'
VCELL_1_3 m_1_3 col_1_3 DC 0
.ends row_1
.subckt row_2 col_1_0 col_2_0 col_1_1 col_2_1 col_1_2 col_2_2 col_1_3 col_2_3
RCOL_2_0 col_1_0 col_2_0 0.5
RROW_2_1 row_2_0 row_2_1 0.5
RCOL_2_1 col_1_1 col_2_1 0.5
RROW_2_2 row_2_1 row_2_2 0.5
RCOL_2_2 col_1_2 col_2_2 0.5
RROW_2_3 row_2_2 row_2_3 0.5
RCOL_2_3 col_1_3 col_2_3 0.5
XCELL_2_0 row_2_0 m_2_0 ag_mos2_held v_set='v_set_2_0' v_reset='v_reset_2_0' r_lrs='r_lrs_2_0'
+ r_hrs='r_hrs_2_0' g_stable='g_stable_2_0' can_reset='can_reset_2_0' w0='w0_2_0'
VCELL_2_0 m_2_0 col_2_0 DC 0
XCELL_2_1 row_2_1 m_2_1 ag_mos2_held v_set='v_set_2_1' v_reset='v_reset_2_1' r_lrs='r_lrs_2_1'
+ r_hrs='r_hrs_2_1' g_stable='g_stable_2_1' can_reset='can_reset_2_1' w0='w0_2_1'
VCELL_2_1 m_2_1 col_2_1 DC 0
XCELL_2_2 row_2_2 m_2_2 ag_mos2_held v_set='v_set_2_2' v_reset='v_reset_2_2' r_lrs='r_lrs_2_2'
+ r_hrs='r_hrs_2_2' g_stable='g_stable_2_2' can_reset='can_reset_2_2' w0='w0_2_2'
VCELL_2_2 m_2_2 col_2_2 DC 0
XCELL_2_3 row_2_3 m_2_3 ag_mos2_held v_set='v_set_2_3' v_reset='v_reset_2_3' r_lrs='r_lrs_2_3'
+ r_hrs='r_hrs_2_3' g_stable='g_stable_2_3' can_reset='can_reset_2_3' w0='w0_2_3'
VCELL_2_3 m_2_3 col_2_3 DC 0
.ends row_2
.subckt row_3 col_2_0 col_3_0 col_2_1 col_2_2 col_2_3
RCOL_3_0 col_2_0 col_3_0 0.5
RROW_3_1 row_3_0 row_3_1 0.5
RCOL_3_1 col_2_1 col_3_1 0.5
RROW_3_2 row_3_1 row_3_2 0.5
RCOL_3_2 col_2_2 col_3_2 0.5
RROW_3_3 row_3_2 row_3_3 0.5
RCOL_3_3 col_2_3 col_3_3 0.5
XCELL_3_0 row_3_0 m_3_0 ag_mos2_held v_set='v_set_3_0' v_reset='v_reset_3_0' r_lrs='r_lrs_3_0'
+ r_hrs='r_hrs_3_0' g_stable='g_stable_3_0' can_reset='can_reset_3_0' w0='w0_3_0'
VCELL_3_0 m_3_0 col_3_0 DC 0
XCELL_3_1 row_3_1 m_3_1 ag_mos2_held v_set='v_set_3_1' v_reset='v_reset_3_1' r_lrs='r_lrs_3_1'
+ r_hrs='r_hrs_3_1' g_stable='g_stable_3_1' can_reset='can_reset_3_1' w0='w0_3_1'
VCELL_3_1 m_3_1 col_3_1 DC 0
XCELL_3_2 row_3_2 m_3_2 ag_mos2_held v_set='v_set_3_2' v_reset='v_reset_3_2' r_lrs='r_lrs_3_2'
+ r_hrs='r_hrs_3_2' g_stable='g_stable_3_2' can_reset='can_reset_3_2' w0='w0_3_2'
VCELL_3_2 m_3_2 col_3_2 DC 0
XCELL_3_3 row_3_3 m_3_3 ag_mos2_held v_set='v_set_3_3' v_reset='v_reset_3_3' r_lrs='r_lrs_3_3'
+ r_hrs='r_hrs_3_3' g_stable='g_stable_3_3' can_reset='can_reset_3_3' w0='w0_3_3'
VCELL_3_3 m_3_3 col_3_3 DC 0
.ends row_3
.subckt crossbar row_0_0 col_3_0
XROW_0 row_0_0 col_0_0 col_0_1 col_0_2 col_0_3 row_0
XROW_1 col_0_0 col_1_0 col_0_1 col_1_1 col_0_2 col_1_2 col_0_3 col_1_3 row_1
XROW_2 col_1_0 col_2_0 col_1_1 col_2_1 col_1_2 col_2_2 col_1_3 col_2_3 row_2
XROW_3 col_2_0 col_3_0 col_2_1 col_2_2 col_2_3 row_3
.ends crossbar
VLEFT0 left0 0 DC 0.1
RLEFT_0 left0 row_0_0 10.5
VBOTTOM0 bottom0 0 DC 0
RBOTTOM_0 bottom0 col_3_0 10.5
XARRAY row_0_0 col_3_0 crossbar
.option reltol=1e-09 abstol=1e-12 vntol=1e-12 chgtol=1e-15 gmin=1e-12 gmindc=1e-12 method=gear trtol=7 ingold=2
+ measdgt=10 post=2 probe=1 tnom=27
.temp 27
.probe dc i(vbottom0) i(vleft0)
.dc VLEFT0 0 0.1 0.1
.measure dc i_vbottom0 find i(vbottom0) at=0.1
.measure dc i_vleft0 find i(vleft0) at=0.1
.end
