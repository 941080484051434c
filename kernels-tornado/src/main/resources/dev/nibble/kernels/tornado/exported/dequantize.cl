__kernel void dequantize(__global long *_kernel_context, __constant uchar *_constant_region, __local uchar *_local_region, __global int *_atomics, __global uchar *sizes, __global uchar *codes, __global uchar *scales, __global uchar *zeros, __global uchar *levels, __global uchar *y)
{
  float f_34, f_36, f_63, f_69, f_70;
  int i_6, i_7, i_13, i_15, i_17, i_18, i_19, i_20, i_21, i_22, i_23, i_24, i_25, i_26, i_27, i_28, i_29, i_37, i_38, i_39, i_40, i_41, i_42, i_43, i_44, i_45, i_46, i_47, i_48, i_49, i_54, i_55, i_56, i_57, i_58, i_64, i_71, i_72, i_73;
  long l_30, l_31, l_32, l_50, l_51, l_52, l_59, l_60, l_61, l_65, l_66, l_67;
  ulong ul_0, ul_1, ul_2, ul_3, ul_4, ul_5, ul_8, ul_9, ul_10, ul_11, ul_12, ul_14, ul_16, ul_33, ul_35, ul_53, ul_62, ul_68;

  // BLOCK 0
  ul_0  =  (ulong) sizes;
  ul_1  =  (ulong) codes;
  ul_2  =  (ulong) scales;
  ul_3  =  (ulong) zeros;
  ul_4  =  (ulong) levels;
  ul_5  =  (ulong) y;
  i_6  =  get_global_size(1);
  i_7  =  get_global_size(0);
  ul_8  =  ul_0 + 24L;
  ul_9  =  ul_0 + 36L;
  ul_10  =  ul_0 + 44L;
  ul_11  =  ul_0 + 40L;
  ul_12  =  ul_0 + 32L;
  i_13  =  get_global_id(1);
  ul_14  =  ul_0 + 20L;
  i_15  =  get_global_id(0);
  ul_16  =  ul_0 + 16L;
  // BLOCK 1 MERGES [0 8 ]
  i_17  =  i_15;
  for(;;)
  {
    i_18  =  *((__global int *) ul_16);
    if(!(i_17 < i_18))
    {
      break;
    }
    // BLOCK 2
    // BLOCK 3 MERGES [2 7 ]
    i_19  =  i_13;
    for(;;)
    {
      i_20  =  *((__global int *) ul_14);
      if(!(i_19 < i_20))
      {
        break;
      }
      // BLOCK 4
      i_21  =  *((__global int *) ul_12);
      i_22  =  *((__global int *) ul_11);
      i_23  =  *((__global int *) ul_10);
      i_24  =  *((__global int *) ul_9);
      i_25  =  *((__global int *) ul_9);
      i_26  =  *((__global int *) ul_14);
      i_27  =  *((__global int *) ul_8);
      i_28  =  i_26 * i_17;
      i_29  =  i_28 + i_19;
      l_30  =  (long) i_29;
      l_31  =  l_30 + 4L;
      l_32  =  l_31 << 2;
      ul_33  =  ul_3 + l_32;
      f_34  =  *((__global float *) ul_33);
      ul_35  =  ul_2 + l_32;
      f_36  =  *((__global float *) ul_35);
      i_37  =  i_27 * i_29;
      i_38  =  i_24 * i_19;
      i_39  =  i_21 - i_38;
      i_40  =  min(i_25, i_39);
      i_41  =  i_17 * i_21;
      i_42  =  i_41 + i_38;
      i_43  =  1 << i_23;
      i_44  =  i_43 + -1;
      i_45  =  1 << i_22;
      i_46  =  i_45 + -1;
      // BLOCK 5 MERGES [4 6 ]
      i_47  =  0;
      for(;i_47 < i_40;)
      {
        // BLOCK 6
        i_48  =  i_47 >> i_23;
        i_49  =  i_37 + i_48;
        l_50  =  (long) i_49;
        l_51  =  l_50 + 4L;
        l_52  =  l_51 << 2;
        ul_53  =  ul_1 + l_52;
        i_54  =  *((__global int *) ul_53);
        i_55  =  i_47 & i_44;
        i_56  =  i_55 * i_22;
        i_57  =  i_54 >> i_56;
        i_58  =  i_46 & i_57;
        l_59  =  (long) i_58;
        l_60  =  l_59 + 4L;
        l_61  =  l_60 << 2;
        ul_62  =  ul_4 + l_61;
        f_63  =  *((__global float *) ul_62);
        i_64  =  i_42 + i_47;
        l_65  =  (long) i_64;
        l_66  =  l_65 + 4L;
        l_67  =  l_66 << 2;
        ul_68  =  ul_5 + l_67;
        f_69  =  f_63 - f_34;
        f_70  =  f_69 * f_36;
        *((__global float *) ul_68)  =  f_70;
        i_71  =  i_47 + 1;
        i_47  =  i_71;
      }  // B5
      // BLOCK 7
      i_72  =  i_6 + i_19;
      i_19  =  i_72;
    }  // B3
    // BLOCK 8
    i_73  =  i_7 + i_17;
    i_17  =  i_73;
  }  // B1
  // BLOCK 9
  return;
}  //  kernel
